//! The one path on which anything is recorded: load, check, trial fold, append, fold.

use std::sync::Arc;

use tracing::{Instrument, field};

use crate::{
    cause::Cause,
    id::EventId,
    limits::{LimitExceeded, Limits},
    log::{AppendError, AppendTimes, Log, ReadError, ReadLimit, StreamAppend},
    machine::Reducer,
    stack::{
        access::Access,
        cache::{Current, Slot},
        committed::Committed,
        envelope::Envelope,
        error::{CommitFailure, DecideError, LoadError},
        loader::Loader,
        options::Options,
        plan::Plan,
        shared::Shared,
    },
    time::LogicalTime,
};

/// Records what `decide` answers, all or none, in a span of its own. Tries again, a bounded number of times, when another writer comes first.
pub(crate) async fn commit<R: Reducer, D>(
    access: &Access<R>,
    id: &str,
    options: &Options,
    decide: impl FnMut(&R) -> Result<Vec<R::Event>, D>,
) -> Result<Committed<R>, DecideError<D, R::Event>> {
    let span = tracing::debug_span!("commit", stream = R::STREAM, id, position = field::Empty);
    let committed = attempt(access, id, options, decide).instrument(span.clone()).await;
    if let Ok(committed) = &committed {
        span.record("position", committed.position);
    }
    committed
}

async fn attempt<R: Reducer, D>(
    access: &Access<R>,
    id: &str,
    options: &Options,
    mut decide: impl FnMut(&R) -> Result<Vec<R::Event>, D>,
) -> Result<Committed<R>, DecideError<D, R::Event>> {
    let slot = access.slot(id).map_err(CommitFailure::from)?;
    let stream = &slot.stream;
    let limits = &access.shared.limits;
    let service = access.shared.service.clone();
    check_labels(options, service.as_ref(), limits)?;
    let loader = access.loader().await.map_err(CommitFailure::from)?;
    let Links { correlation, logical } = links(&access.shared, loader.log.as_ref(), options.causes()).await?;
    let envelope = Envelope { log: loader.log.id(), stream, options, correlation, logical, service };
    let _turn = slot.turn.lock().await;
    // The cached state is taken for the present one without asking the log, which checks the version of what is appended.
    let mut cached = slot.state();
    let mut retries = 0;
    let is_timed = access.shared.profiling.times(access.core.timings.commits());
    loop {
        let (current, was_cached) = match cached.take() {
            Some(current) => (current, true),
            None => (loader.current(&slot).await.map_err(CommitFailure::from)?, false),
        };
        if let Some(duplicate) = find_duplicate(&loader, &slot, options).await? {
            return Ok(duplicate);
        }
        let planned = plan(access, &envelope, &current, is_timed, &mut decide);
        let mut plan = match planned {
            Ok(plan) if !plan.is_empty() => plan,
            // What rests on the cached state alone, and is not checked by the log, may rest on an old one.
            _ if was_cached && loader.current(&slot).await.map_err(CommitFailure::from)?.version > current.version => {
                continue;
            }
            Ok(_) => {
                let Current { state, version, position, .. } = Arc::unwrap_or_clone(current);
                return Ok(Committed { state, version, position, events: Vec::new(), duplicate: false });
            }
            Err(refused) => return Err(refused),
        };
        let (from, to) = (current.version, current.version + plan.events());
        let Shared { snapshots, fingerprints, .. } = access.shared.as_ref();
        if fingerprints.due(from, to, || slot.bytes()) || snapshots.due(from, to) {
            plan.take_fingerprint(loader.core);
        }
        let append = StreamAppend {
            stream: stream.clone(),
            expected: Some(current.version),
            idempotency_key: options.idempotency_key.clone(),
            records: plan.take_records(),
        };
        let span = tracing::trace_span!("append");
        let times = (is_timed || !span.is_disabled()).then(|| AppendTimes::within(span.clone()));
        let appending = match &times {
            Some(times) => loader.log.append_timed(append.into(), times.clone()),
            None => loader.log.append(append.into()),
        };
        let appended = match appending.instrument(span).await {
            Ok(appended) => appended,
            Err(AppendError::Conflict { .. }) if was_cached => continue,
            Err(AppendError::Conflict { expected, actual, .. }) => {
                if retries < limits.conflict_retries_max {
                    retries += 1;
                    continue;
                }
                // The writer that came first may have been this very request, sent twice.
                let duplicate = find_duplicate(&loader, &slot, options).await?;
                return duplicate.ok_or(DecideError::Conflict { stream: stream.clone(), expected, actual });
            }
            Err(error) => return Err(DecideError::Log(error)),
        };
        let (started_at, written) = (current.version, plan.payload_bytes());
        let (committed, next) =
            plan.finish(loader.log.id(), &access.core.timings, current, appended, times.as_ref())?;
        access.shared.saw(next.position);
        access.core.states.keep(&slot, &next, written);
        loader.snapshot_if_due(stream, started_at, &next).await;
        return Ok(committed);
    }
}

/// What `decide` answers in the state `current`, ready to be appended.
fn plan<R: Reducer, D>(
    access: &Access<R>,
    envelope: &Envelope<'_>,
    current: &Current<R>,
    timed: bool,
    decide: &mut impl FnMut(&R) -> Result<Vec<R::Event>, D>,
) -> Result<Plan<R>, DecideError<D, R::Event>> {
    let limits = &access.shared.limits;
    if let Some(expected) = envelope.options.expect_version
        && expected != current.version
    {
        return Err(DecideError::Conflict { stream: envelope.stream.clone(), expected, actual: current.version });
    }
    let events = decide(&current.state).map_err(DecideError::Decision)?;
    LimitExceeded::check("commit_events_max", events.len(), limits.commit_events_max).map_err(CommitFailure::from)?;
    // The log does not let time run backwards, so a handler must not see it do so either.
    let now = access.shared.clock.now();
    let now = current.recorded_at.map_or(now, |last| last.max(now));
    Plan::new(envelope, &access.core, limits, current, now, events, timed)
}

/// What the first commit under this idempotency key answered, if there was one.
async fn find_duplicate<R: Reducer, D>(
    loader: &Loader<'_, R>,
    slot: &Slot<R>,
    options: &Options,
) -> Result<Option<Committed<R>>, DecideError<D, R::Event>> {
    let Some(key) = &options.idempotency_key else { return Ok(None) };
    let first = async {
        let Some(records) = loader.log.find_commit(slot.stream.clone(), key.clone()).await? else { return Ok(None) };
        let Some(last) = records.last() else { return Ok(None) };
        let (version, position) = (last.meta.version, last.meta.position);
        let log = loader.log.id();
        let decode = |record| loader.core.decoder.decode::<R>(log, record).transpose();
        let events = records.into_iter().filter_map(decode).collect::<Result<Vec<_>, _>>()?;
        let state = loader.at(&slot.stream, version).await?.state;
        Ok(Some(Committed { state, version, position, events, duplicate: true }))
    };
    first.await.map_err(|error: LoadError| DecideError::Failed(error.into()))
}

/// What the causes say of what they lead to.
struct Links {
    /// The chain that it belongs to: that of its first cause.
    correlation: Option<EventId>,
    /// Its logical time at the least: behind all causes in other logs. Those in this log stand before it, by their positions.
    logical: Option<LogicalTime>,
}

async fn links(shared: &Shared, log: &dyn Log, causes: &[Cause]) -> Result<Links, CommitFailure> {
    let mut links = Links { correlation: None, logical: None };
    let own = log.id();
    for Cause { id, mut correlation, logical } in causes.iter().copied() {
        if id.log != own {
            if let Some(logical) = logical {
                links.logical = links.logical.max(Some(logical.next().ok_or(CommitFailure::NothingLater { id })?));
            }
        } else if correlation.is_none() || !shared.has_seen(id.position) {
            correlation = chain(shared, log, id, correlation).await?;
        }
        // Where nothing says to which chain the first one belongs, it is taken for the start of one.
        links.correlation = links.correlation.or(correlation).or(Some(id));
    }
    Ok(links)
}

/// The chain of an event of this log, where that can be told. The event must be there, for what is yet to come leads to nothing.
async fn chain(
    shared: &Shared,
    log: &dyn Log,
    id: EventId,
    known: Option<EventId>,
) -> Result<Option<EventId>, CommitFailure> {
    let unknown = CommitFailure::UnknownCause { id };
    if known.is_some() {
        let is_there = shared.reaches(log, id.position).await.map_err(LoadError::from)?;
        return if is_there { Ok(known) } else { Err(unknown) };
    }
    match log.read(id.position, ReadLimit::records(1)).await {
        Ok(page) => {
            let found = page.records.first().filter(|record| record.meta.id == id);
            found.map(|record| Some(record.meta.correlation)).ok_or(unknown)
        }
        // It was there, unless it has no position; which chain it belongs to stands in what was archived.
        Err(ReadError::Archived { .. }) => {
            if id.position > 0 {
                Ok(None)
            } else {
                Err(unknown)
            }
        }
        Err(error) => Err(LoadError::from(error).into()),
    }
}

fn check_labels(options: &Options, service: Option<&Arc<str>>, limits: &Limits) -> Result<(), CommitFailure> {
    LimitExceeded::check("event_causes_max", options.causes().len(), limits.event_causes_max)?;
    let labels = [options.actor(), options.lane(), options.traceparent(), options.idempotency_key.as_ref(), service];
    for label in labels.into_iter().flatten() {
        LimitExceeded::check("label_bytes_max", label.len(), limits.label_bytes_max)?;
    }
    Ok(())
}
