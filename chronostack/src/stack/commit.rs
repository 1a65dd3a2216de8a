//! The one path on which anything is recorded: load, check, trial fold, append, fold.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use crate::{
    event::{Event, Recorded},
    id::{EventId, StreamName},
    limits::{LimitExceeded, Limits},
    log::{AppendError, Commit, Log, ReadLimit, Record, StreamAppend},
    machine::{MachineSpec, Outcome, Reducer, Rejection, Transition},
    replay::{fold, panic_message},
    stack::{
        access::Access,
        cache::Current,
        committed::Committed,
        envelope::Envelope,
        error::{CommitFailure, DecideError, LoadError},
        loader::Loader,
        options::Options,
    },
    time::Timestamp,
};

/// Records what `decide` answers, all or none. Tries again, a bounded number of times, when another writer comes first.
pub(crate) async fn commit<R: Reducer, D>(
    access: &Access<R>,
    id: &str,
    options: &Options,
    mut decide: impl FnMut(&R) -> Result<Vec<R::Event>, D>,
) -> Result<Committed<R>, DecideError<D, R::Event>> {
    let stream = access.stream(id).map_err(CommitFailure::from)?;
    let limits = &access.shared.limits;
    let service = access.shared.service.clone();
    check_labels(options, service.as_ref(), limits)?;
    let loader = access.loader().await.map_err(CommitFailure::from)?;
    let correlation = correlation(loader.log.as_ref(), options).await?;
    let envelope = Envelope { log: loader.log.id(), stream: &stream, options, correlation, service };
    let slot = access.core.states.slot(&stream);
    let _turn = slot.turn.lock().await;
    let mut retries = 0;
    loop {
        let current = loader.current(&stream, &slot).await.map_err(CommitFailure::from)?;
        if let Some(duplicate) = find_duplicate(&loader, &stream, options).await? {
            return Ok(duplicate);
        }
        if let Some(expected) = options.expect_version
            && expected != current.version
        {
            return Err(DecideError::Conflict { stream, expected, actual: current.version });
        }
        let events = decide(&current.state).map_err(DecideError::Decision)?;
        LimitExceeded::check("commit_events_max", events.len(), limits.commit_events_max)
            .map_err(CommitFailure::from)?;
        // The log does not let time run backwards, so a handler must not see it do so either.
        let now = access.shared.clock.now();
        let now = current.recorded_at.map_or(now, |last| last.max(now));
        let plan = Plan::new(&envelope, &current, now, events)?;
        if plan.events.is_empty() {
            let Current { state, version, position, .. } = Arc::unwrap_or_clone(current);
            return Ok(Committed { state, version, position, events: Vec::new(), duplicate: false });
        }
        let records = plan
            .events
            .iter()
            .map(|(event, transition)| {
                let payload = payload(event, limits)?;
                Ok(envelope.new_record(access.core.kinds[event.type_index()].clone(), payload, *transition, now))
            })
            .collect::<Result<Vec<_>, CommitFailure>>()?;
        let append = StreamAppend {
            stream: stream.clone(),
            expected: Some(current.version),
            idempotency_key: options.idempotency_key.clone(),
            records,
        };
        let appended = match loader.log.append(Commit::from(append)).await {
            Ok(appended) => appended,
            Err(AppendError::Conflict { expected, actual, .. }) => {
                if retries < limits.conflict_retries_max {
                    retries += 1;
                    continue;
                }
                // The writer that came first may have been this very request, sent twice.
                let duplicate = find_duplicate(&loader, &stream, options).await?;
                return duplicate.ok_or(DecideError::Conflict { stream, expected, actual });
            }
            Err(error) => return Err(DecideError::Log(error)),
        };
        let started_at = current.version;
        let (committed, next) = plan.finish(&loader, current, appended)?;
        slot.keep(&next);
        loader.snapshot_if_due(&stream, started_at, &next).await;
        return Ok(committed);
    }
}

/// Events found legal, each in the state that the ones before it made.
struct Plan<R: Reducer> {
    events: Vec<(R::Event, Transition)>,
    /// The state after them, folded with a meta whose position and time the log has yet to give.
    state: R,
}

impl<R: Reducer> Plan<R> {
    fn new<D>(
        envelope: &Envelope<'_>,
        current: &Current<R>,
        now: Timestamp,
        events: Vec<R::Event>,
    ) -> Result<Self, DecideError<D, R::Event>> {
        let mut plan = Self { events: Vec::with_capacity(events.len()), state: current.state.clone() };
        for (index, event) in events.into_iter().enumerate() {
            let version = current.version + plan.events.len() as u64;
            let rejected = |rejection, event| {
                let stream = envelope.stream.clone();
                Err(DecideError::Rejected { stream, version, rejection, event, index })
            };
            let before = plan.state.state_name();
            let name = event.event_type().name;
            if let Err(rejection) = shielded::<R, _>(guards, before, name, || plan.state.check(&event))? {
                return rejected(rejection, event);
            }
            let position = current.position + 1 + plan.events.len() as u64;
            let meta = envelope.meta(position, version + 1, now);
            let outcome = shielded::<R, _>(handler, before, name, || plan.state.reduce(&event, &meta))?;
            match outcome {
                Outcome::Applied { transition } => {
                    check_target::<R>(&event, transition)?;
                    plan.events.push((event, transition));
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

    /// Joins the events with what the log recorded about them.
    fn finish(
        self,
        loader: &Loader<'_, R>,
        current: Arc<Current<R>>,
        appended: Vec<Record>,
    ) -> Result<(Committed<R>, Arc<Current<R>>), CommitFailure> {
        let (mut version, mut position, mut recorded_at) = (current.version, current.position, current.recorded_at);
        let mut events = Vec::with_capacity(appended.len());
        for ((event, _), record) in self.events.into_iter().zip(appended) {
            (version, position) = (record.meta.version, record.meta.position);
            recorded_at = Some(record.meta.recorded_at);
            events.push(Recorded { event, meta: record.meta });
        }
        let state = if R::machine().reads_meta {
            let mut state = Arc::unwrap_or_clone(current).state;
            fold(&mut state, &events)
                .map_err(|source| CommitFailure::RecordedUnfoldable { log: loader.log.id(), source })?;
            state
        } else {
            self.state
        };
        let next = Arc::new(Current { state: state.clone(), version, position, recorded_at });
        Ok((Committed { state, version, position, events, duplicate: false }, next))
    }
}

/// What the first commit under this idempotency key answered, if there was one.
async fn find_duplicate<R: Reducer, D>(
    loader: &Loader<'_, R>,
    stream: &StreamName,
    options: &Options,
) -> Result<Option<Committed<R>>, DecideError<D, R::Event>> {
    let Some(key) = &options.idempotency_key else { return Ok(None) };
    let first = async {
        let Some(records) = loader.log.find_commit(stream.clone(), key.clone()).await? else { return Ok(None) };
        let log = loader.log.id();
        let decode = |record| loader.core.decoder.decode::<R>(log, record);
        let events = records.into_iter().map(decode).collect::<Result<Vec<_>, _>>()?;
        let Some(last) = events.last() else { return Ok(None) };
        let (version, position) = (last.meta.version, last.meta.position);
        let state = loader.at(stream, version).await?.state;
        Ok(Some(Committed { state, version, position, events, duplicate: true }))
    };
    first.await.map_err(|error: LoadError| DecideError::Failed(error.into()))
}

/// The chain that the commit belongs to: that of its first cause.
async fn correlation(log: &dyn Log, options: &Options) -> Result<Option<EventId>, CommitFailure> {
    let mut correlation = None;
    for (index, cause) in options.causes.iter().enumerate() {
        let mut known = cause.correlation;
        // An event of this log knows its chain; an event of another log is taken for the start of one.
        if known.is_none() && cause.id.log == log.id() {
            let page = log.read(cause.id.position, ReadLimit::records(1)).await.map_err(LoadError::from)?;
            let found = page.records.first().filter(|record| record.meta.id == cause.id);
            let record = found.ok_or(CommitFailure::UnknownCause { id: cause.id })?;
            known = Some(record.meta.correlation);
        }
        if index == 0 {
            correlation = Some(known.unwrap_or(cause.id));
        }
    }
    Ok(correlation)
}

fn payload<E: Event>(event: &E, limits: &Limits) -> Result<Vec<u8>, CommitFailure> {
    let mut payload = Vec::new();
    event.encode(&mut payload)?;
    LimitExceeded::check("payload_bytes_max", payload.len(), limits.payload_bytes_max)?;
    Ok(payload)
}

fn check_labels(options: &Options, service: Option<&Arc<str>>, limits: &Limits) -> Result<(), CommitFailure> {
    LimitExceeded::check("event_causes_max", options.causes.len(), limits.event_causes_max)?;
    let labels = [options.actor.as_ref(), options.traceparent.as_ref(), options.idempotency_key.as_ref(), service];
    for label in labels.into_iter().flatten() {
        LimitExceeded::check("label_bytes_max", label.len(), limits.label_bytes_max)?;
    }
    Ok(())
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
    run: impl FnOnce() -> T,
) -> Result<T, CommitFailure> {
    catch_unwind(AssertUnwindSafe(run)).map_err(|panic| CommitFailure::Panicked {
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
