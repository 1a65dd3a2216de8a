//! A machine without its type.

use std::{marker::PhantomData, sync::Arc};

use chronostack::{
    ChronoStack,
    event::Event,
    fingerprint::StateFingerprint,
    history::{History, ImportError, Step},
    id::StreamName,
    interchange::CloudEvent,
    limits::Limits,
    log::{BoxFuture, EventKind, Log, ReadLimit},
    machine::{MachineSpec, Reducer, Unknown},
    schema::Sensitive,
    stack::{LoadError, VerifiedAll},
    time::Timestamp,
};

use crate::{answers::StateData, error::QueryError, story::Story};

/// Which state of a stream is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Moment {
    /// The present one.
    #[default]
    Now,
    /// That of a version; 0 is the initial state.
    Version(u64),
    /// That after the last event that was recorded then or before.
    Time(Timestamp),
}

/// What is asked about the streams of one machine, without its type: [`machine`] makes one.
pub trait AnyMachine: Send + Sync {
    /// Its table as data.
    fn spec(&self) -> &'static MachineSpec;

    /// Every version of every event type that it reads.
    fn event_kinds(&self) -> Vec<EventKind>;

    /// What is sensitive in every version of every event type that it reads, by the type's name. What is sensitive in its state stands in
    /// its [`spec`](Self::spec).
    fn sensitive_events(&self) -> Vec<(&'static str, &'static Sensitive)>;

    /// A state of a stream.
    fn state<'a>(
        &'a self,
        log: Arc<dyn Log>,
        stream: &'a StreamName,
        moment: Moment,
    ) -> BoxFuture<'a, Result<StateData, QueryError>>;

    /// All events of a stream and the state after each.
    fn story<'a>(&'a self, log: Arc<dyn Log>, stream: &'a StreamName) -> BoxFuture<'a, Result<Told, QueryError>>;

    /// Brings what was told of a stream up to date with the log: what is new in it is taken in, or all of it told anew where that cannot be.
    fn follow<'a>(&'a self, log: Arc<dyn Log>, told: &'a mut Told) -> BoxFuture<'a, Result<(), QueryError>>;

    /// Replays all streams of the machine, and holds their states against the fingerprints that were recorded.
    fn verify_all(&self, log: Arc<dyn Log>) -> BoxFuture<'_, Result<VerifiedAll, QueryError>>;

    /// A history of exported lines.
    fn story_of_lines(&self, lines: &str) -> Result<Box<dyn Story>, ImportError>;

    /// The fingerprints that the events of `altered` are to have for its verification to end as that of `original`: anew where the original's
    /// is reproduced, else the one that was recorded. By version; both must fold.
    fn fingerprints(&self, original: &str, altered: &str) -> Result<Vec<(u64, StateFingerprint)>, ImportError>;
}

/// A story as far as it goes.
pub struct Told {
    /// The events that can be decoded and folded, and their states.
    pub story: Box<dyn Story>,
    /// Why the next one cannot be.
    pub failure: Option<LoadError>,
    /// The stream's version when it was told.
    pub seen: u64,
}

/// The machine of the reducer `R`, without its type.
pub fn machine<R: Reducer>() -> Box<dyn AnyMachine> {
    Box::new(Typed::<R>(PhantomData))
}

struct Typed<R>(PhantomData<fn() -> R>);

impl<R: Reducer> Typed<R> {
    fn stack(log: Arc<dyn Log>) -> Result<ChronoStack, QueryError> {
        Ok(ChronoStack::builder().log(log).build()?)
    }
}

impl<R: Reducer> AnyMachine for Typed<R> {
    fn spec(&self) -> &'static MachineSpec {
        R::machine()
    }

    fn event_kinds(&self) -> Vec<EventKind> {
        R::Event::TYPES.iter().flat_map(|event_type| event_type.versions()).map(EventKind::from).collect()
    }

    fn sensitive_events(&self) -> Vec<(&'static str, &'static Sensitive)> {
        let versions = R::Event::TYPES.iter().flat_map(|event_type| event_type.versions());
        versions.map(|event_type| (event_type.name, (event_type.schema)().sensitive())).collect()
    }

    fn state<'a>(
        &'a self,
        log: Arc<dyn Log>,
        stream: &'a StreamName,
        moment: Moment,
    ) -> BoxFuture<'a, Result<StateData, QueryError>> {
        Box::pin(async move {
            let stack = Self::stack(log)?;
            let machine = stack.machine::<R>();
            let found = match moment {
                Moment::Now => machine.load(stream.id()).await,
                Moment::Version(version) => machine.at(stream.id(), version).await,
                Moment::Time(time) => machine.as_of(stream.id(), time).await,
            }?;
            Ok(StateData::of(stream.clone(), found.version, &found.state))
        })
    }

    fn story<'a>(&'a self, log: Arc<dyn Log>, stream: &'a StreamName) -> BoxFuture<'a, Result<Told, QueryError>> {
        Box::pin(async move {
            let stack = Self::stack(Arc::clone(&log))?;
            let seen = version(log.as_ref(), stream).await?;
            match stack.machine::<R>().history(stream.id()).await {
                // It may have grown in the meantime.
                Ok(story) => Ok(Told { seen: seen.max(story.version()), story: Box::new(story), failure: None }),
                Err(failure) => {
                    let until = match &failure {
                        LoadError::Replay { source, .. } => source.version,
                        LoadError::Decode { version, .. } => *version,
                        _ => return Err(failure.into()),
                    };
                    let story = before::<R>(log.as_ref(), stream, until).await?;
                    Ok(Told { story: Box::new(story), failure: Some(failure), seen })
                }
            }
        })
    }

    fn follow<'a>(&'a self, log: Arc<dyn Log>, told: &'a mut Told) -> BoxFuture<'a, Result<(), QueryError>> {
        Box::pin(async move {
            let stream = told.story.stream().clone();
            let now = version(log.as_ref(), &stream).await?;
            if now < told.seen {
                *told = self.story(Arc::clone(&log), &stream).await?;
            }
            // What it ends at is there for good.
            while told.seen < now && told.failure.is_none() {
                let page = log.read_stream(stream.clone(), told.seen + 1, ReadLimit::PAGE).await?;
                let Some(last) = page.records.last().map(|last| last.meta.version) else { break };
                if !told.story.follow(&page.records) {
                    *told = self.story(Arc::clone(&log), &stream).await?;
                    break;
                }
                told.seen = last;
            }
            Ok(())
        })
    }

    fn verify_all(&self, log: Arc<dyn Log>) -> BoxFuture<'_, Result<VerifiedAll, QueryError>> {
        Box::pin(async move { Ok(Self::stack(log)?.machine::<R>().verify_all().await?) })
    }

    fn story_of_lines(&self, lines: &str) -> Result<Box<dyn Story>, ImportError> {
        Ok(Box::new(History::<R>::from_jsonl(lines)?))
    }

    fn fingerprints(&self, original: &str, altered: &str) -> Result<Vec<(u64, StateFingerprint)>, ImportError> {
        let (original, altered) = (History::<R>::from_jsonl(original)?, History::<R>::from_jsonl(altered)?);
        let fingerprinter = R::machine().fingerprinter();
        let of = |recorded: StateFingerprint, before: &R, after: &R| {
            let fingerprinter = fingerprinter?;
            let reproduced = fingerprinter.comparable(recorded) && fingerprinter.fingerprint(before).ok()? == recorded;
            if reproduced { fingerprinter.fingerprint(after).ok() } else { Some(recorded) }
        };
        let steps = original.steps().zip(altered.steps());
        let step = |(was, is): (Step<R>, Step<R>)| {
            Some((was.version(), of(was.meta().fingerprint?, was.after(), is.after())?))
        };
        Ok(steps.filter_map(step).collect())
    }
}

/// The stream's last version; 0 where there is none.
async fn version(log: &dyn Log, stream: &StreamName) -> Result<u64, QueryError> {
    Ok(log.stream(stream.clone()).await?.map_or(0, |summary| summary.version))
}

/// The history of `stream` before version `until`, at which it cannot go on.
async fn before<R: Reducer>(log: &dyn Log, stream: &StreamName, until: u64) -> Result<History<R>, QueryError> {
    let mut events = Vec::new();
    let mut from = 1;
    while from < until {
        let page = log.read_stream(stream.clone(), from, ReadLimit::PAGE).await?;
        let Some(last) = page.records.last() else { break };
        from = last.meta.version + 1;
        for record in page.records.iter().take_while(|record| record.meta.version < until) {
            match CloudEvent::of_record(record)?.into_event::<R::Event>() {
                Ok(event) => events.push(event),
                Err(error) if error.is_unknown() && R::machine().unknown == Unknown::Ignore => {}
                Err(source) => {
                    let (stream, position) = (record.meta.stream.clone(), record.meta.position);
                    let (version, event) = (record.meta.version, record.kind.name.clone());
                    return Err(LoadError::Decode { log: log.id(), stream, version, position, event, source }.into());
                }
            }
        }
    }
    let history = History::from_recorded(stream.clone(), events, &Limits::DEFAULT);
    Ok(history.map_err(|source| LoadError::Replay { log: log.id(), source })?)
}
