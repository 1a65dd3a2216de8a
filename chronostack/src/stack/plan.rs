//! What a commit is going to record: checked, folded on trial, encoded.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use tracing::{Span, trace_span};

use crate::{
    event::{Event, Recorded},
    id::{EventId, LogId},
    limits::{LimitExceeded, Limits},
    log::{AppendTimes, NewRecord, Record},
    machine::{MachineSpec, Outcome, Reducer, Rejection, Transition},
    meta::Meta,
    profile::{Stages, Stopwatch, Timings},
    replay::{fold, panic_message},
    stack::{
        cache::Current,
        committed::Committed,
        core::Core,
        envelope::Envelope,
        error::{CommitFailure, DecideError},
    },
    time::Timestamp,
};

/// What a payload has room for before it has to be moved.
const PAYLOAD_BYTES_USUAL: usize = 64;

/// Events found legal, each in the state that the ones before it made.
pub(crate) struct Plan<R: Reducer> {
    events: Vec<Planned<R::Event>>,
    records: Vec<NewRecord>,
    /// The state after them, folded with a meta whose position and time the log has yet to give.
    state: R,
    payload_bytes: usize,
}

struct Planned<E> {
    event: E,
    /// The number of its transition.
    transition: Option<usize>,
    /// `None` where they were not timed.
    stages: Option<Stages>,
}

impl<R: Reducer> Plan<R> {
    pub(crate) fn new<D>(
        envelope: &Envelope<'_>,
        core: &Core<R>,
        limits: &Limits,
        current: &Current<R>,
        now: Timestamp,
        events: Vec<R::Event>,
        timed: bool,
    ) -> Result<Self, DecideError<D, R::Event>> {
        let mut plan = Self::empty(&current.state, events.len());
        for (index, event) in events.into_iter().enumerate() {
            let version = current.version + plan.events.len() as u64;
            let rejected = |rejection, event| {
                let stream = envelope.stream.clone();
                Err(DecideError::Rejected { stream, version, rejection, event, index })
            };
            let before = plan.state.state_name();
            let name = event.event_type().name;
            let mut stopwatch = Stopwatch::started(timed);
            if let Err(rejection) =
                shielded::<R, _>(guards, before, name, &trace_span!("guards", event = name), || {
                    plan.state.check(&event)
                })?
            {
                return rejected(rejection, event);
            }
            let guards = stopwatch.lap();
            let position = current.position + 1 + plan.events.len() as u64;
            let meta = if R::machine().reads_meta {
                envelope.meta(position, version + 1, now)
            } else {
                // No handler looks at it.
                Meta::new(EventId { log: envelope.log, position }, envelope.stream.clone(), version + 1, now)
            };
            match shielded::<R, _>(handler, before, name, &trace_span!("reduce", event = name), || {
                plan.state.reduce(&event, &meta)
            })? {
                Outcome::Applied { transition } => {
                    check_target::<R>(&event, transition)?;
                    let reduce = stopwatch.lap();
                    plan.push(envelope, core, limits, event, transition, now)?;
                    let encode = stopwatch.lap();
                    if let Some(planned) = plan.events.last_mut().filter(|_| timed) {
                        planned.stages = Some(Stages { guards, reduce, encode });
                    }
                }
                Outcome::Ignored => {}
                // A reducer by hand may be legal by `check` and without a row in `reduce`; that is a refusal too.
                Outcome::Rejected => {
                    let rejection = Rejection::NoTransition { state: before, event: name };
                    return rejected(rejection, event);
                }
            }
        }
        Ok(plan)
    }

    fn empty(state: &R, events: usize) -> Self {
        let (events, records) = (Vec::with_capacity(events), Vec::with_capacity(events));
        Self { events, records, state: state.clone(), payload_bytes: 0 }
    }

    fn push(
        &mut self,
        envelope: &Envelope<'_>,
        core: &Core<R>,
        limits: &Limits,
        event: R::Event,
        transition: Transition,
        now: Timestamp,
    ) -> Result<(), CommitFailure> {
        let mut payload = Vec::with_capacity(PAYLOAD_BYTES_USUAL);
        trace_span!("encode", event = event.event_type().name).in_scope(|| event.encode(&mut payload))?;
        LimitExceeded::check("payload_bytes_max", payload.len(), limits.payload_bytes_max)?;
        self.payload_bytes += payload.len();
        let kind = Arc::clone(&core.kinds[event.type_index()]);
        let (transition, label) = core.labels.of(transition);
        self.records.push(envelope.new_record(kind, payload, label, now));
        self.events.push(Planned { event, transition, stages: None });
        Ok(())
    }

    /// How many events there are to record.
    pub(crate) fn events(&self) -> u64 {
        self.events.len() as u64
    }

    /// Whether the state ignores all events.
    pub(crate) fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Has the last event carry the fingerprint of the state behind it, where that can have one.
    pub(crate) fn take_fingerprint(&mut self, core: &Core<R>) {
        if let (Some(fingerprinter), Some(last)) = (&core.fingerprinter, self.records.last_mut()) {
            let machine = R::machine().name;
            last.fingerprint = fingerprinter
                .fingerprint(&self.state)
                .inspect_err(|error| tracing::warn!(machine, %error, "no fingerprint is recorded"))
                .ok();
        }
    }

    /// The records to append, which it then lacks.
    pub(crate) fn take_records(&mut self) -> Vec<NewRecord> {
        std::mem::take(&mut self.records)
    }

    /// Bytes of all payloads.
    pub(crate) fn payload_bytes(&self) -> usize {
        self.payload_bytes
    }

    /// Joins the events with what the log recorded about them.
    pub(crate) fn finish(
        self,
        log: LogId,
        timings: &Timings,
        current: Arc<Current<R>>,
        appended: Vec<Record>,
        times: Option<&AppendTimes>,
    ) -> Result<(Committed<R>, Arc<Current<R>>), CommitFailure> {
        let (mut version, mut position, mut recorded_at) = (current.version, current.position, current.recorded_at);
        let mut events = Vec::with_capacity(appended.len());

        for (Planned { event, transition, stages }, Record { meta, .. }) in self.events.into_iter().zip(appended) {
            timings.count(transition);
            if let (Some(stages), Some(times)) = (stages, times) {
                timings.add(transition, stages, times);
            }
            (version, position, recorded_at) = (meta.version, meta.position, Some(meta.recorded_at));
            events.push(Recorded { event, meta });
        }
        let state = if R::machine().reads_meta {
            let mut state = Arc::unwrap_or_clone(current).state;
            fold(&mut state, &events).map_err(|source| CommitFailure::RecordedUnfoldable { log, source })?;
            state
        } else {
            self.state
        };
        let next = Arc::new(Current { state: state.clone(), version, position, recorded_at });
        Ok((Committed { state, version, position, events, duplicate: false }, next))
    }
}

/// A handler's target must be one that its row declares, or the diagram and the generated tests would lie.
fn check_target<R: Reducer>(event: &R::Event, transition: Transition) -> Result<(), CommitFailure> {
    let Transition { handler, from, to, .. } = transition;
    let row = R::machine().transitions.iter().find(|row| row.handler == handler);
    if row.is_none_or(|row| row.to.contains(&to)) {
        return Ok(());
    }
    Err(CommitFailure::UndeclaredTarget { handler, event: event.event_type().name, from, to })
}

/// Runs a guard or a handler; a panic becomes an error that names it.
fn shielded<R: Reducer, T>(
    functions: fn(&MachineSpec, state: &str, event: &str) -> String,
    state: &'static str,
    event: &'static str,
    span: &Span,
    run: impl FnOnce() -> T,
) -> Result<T, CommitFailure> {
    catch_unwind(AssertUnwindSafe(|| span.in_scope(run))).map_err(|panic| CommitFailure::Panicked {
        function: functions(R::machine(), state, event),
        event,
        state,
        message: panic_message(&*panic),
    })
}

/// The guards that are asked about `event`.
fn guards(spec: &MachineSpec, _state: &str, event: &str) -> String {
    let guards = spec.guards.iter().filter(|guard| guard.events.contains(&event));
    named("guard", guards.map(|guard| guard.name))
}

/// The handler of `event` in `state`.
fn handler(spec: &MachineSpec, state: &str, event: &str) -> String {
    let rows = spec.transitions.iter().filter(|row| row.events.contains(&event) && row.from.contains(&state));
    named("handler", rows.take(1).map(|row| row.handler))
}

fn named<'a>(kind: &str, names: impl Iterator<Item = &'a str>) -> String {
    match names.collect::<Vec<_>>().as_slice() {
        [] => kind.to_owned(),
        names => format!("{kind} `{}`", names.join("` or `")),
    }
}
