//! From untyped records to typed events.

use std::sync::{Arc, PoisonError, RwLock};

use crate::{
    codec::DecodeError,
    event::{Event, EventType, Recorded, readable},
    id::LogId,
    log::{EventKind, Log, Record},
    machine::Reducer,
    schema::differences,
    stack::error::LoadError,
};

/// Decodes the records of one log for one reducer. What a kind of record is to the reducer is looked up once.
pub(crate) struct Decoder {
    /// Whether the log's kinds have been held against the code's.
    checked: RwLock<Option<LogId>>,
    /// The kinds met, with the index of each in `Event::TYPES`.
    known: RwLock<Vec<(Arc<EventKind>, usize)>>,
}

impl Decoder {
    pub(crate) fn new() -> Self {
        Self { checked: RwLock::new(None), known: RwLock::new(Vec::new()) }
    }

    /// Holds every kind that the log stores against the code's shapes, once: a changed integer type would
    /// otherwise decode, wrongly.
    pub(crate) async fn check<R: Reducer>(&self, log: &dyn Log) -> Result<(), LoadError> {
        if *self.checked.read().unwrap_or_else(PoisonError::into_inner) == Some(log.id()) {
            return Ok(());
        }
        for kind in log.kinds().await? {
            same_shape::<R>(log.id(), &kind)?;
        }
        *self.checked.write().unwrap_or_else(PoisonError::into_inner) = Some(log.id());
        Ok(())
    }

    pub(crate) fn decode<R: Reducer>(&self, log: LogId, record: Record) -> Result<Recorded<R::Event>, LoadError> {
        let Record { meta, kind, payload } = record;
        let index = self.index::<R>(log, &kind)?;
        match index.and_then(|index| R::Event::decode(index, kind.version, kind.codec, &payload)) {
            Ok(event) => Ok(Recorded { event, meta }),
            Err(source) => Err(LoadError::Decode {
                log,
                stream: meta.stream,
                version: meta.version,
                position: meta.position,
                event: kind.name.clone(),
                source,
            }),
        }
    }

    fn index<R: Reducer>(&self, log: LogId, kind: &Arc<EventKind>) -> Result<Result<usize, DecodeError>, LoadError> {
        let find = |known: &[(Arc<EventKind>, usize)]| {
            known.iter().find(|(met, _)| Arc::ptr_eq(met, kind) || met == kind).map(|(_, index)| *index)
        };
        if let Some(index) = find(&self.known.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(Ok(index));
        }
        same_shape::<R>(log, kind)?;
        let index = match readable(R::Event::TYPES, &kind.name, kind.version) {
            Ok(index) => index,
            unreadable => return Ok(unreadable),
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if find(&known).is_none() {
            known.push((kind.clone(), index));
        }
        Ok(Ok(index))
    }
}

/// An error if the code knows the kind's name and version, and by another shape.
fn same_shape<R: Reducer>(log: LogId, kind: &EventKind) -> Result<(), LoadError> {
    let ours = R::Event::TYPES.iter().filter(|ty| ty.name == kind.name).find_map(|ty| ty.at_version(kind.version));
    let Some(ours) = ours else { return Ok(()) };
    let schema = (ours.schema)();
    if **schema == kind.schema && ours.codec == kind.codec {
        return Ok(());
    }
    Err(LoadError::SchemaChanged {
        log,
        machine: R::machine().name,
        event: kind.name.clone(),
        version: kind.version,
        difference: difference(kind, ours),
    })
}

fn difference(stored: &EventKind, ours: &EventType) -> String {
    if stored.codec != ours.codec {
        return format!("it was written in {:?} and is {:?} now", stored.codec, ours.codec);
    }
    let differences = differences(&stored.schema, (ours.schema)());
    differences.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}
