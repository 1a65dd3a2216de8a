//! From untyped records to typed events.

use std::{
    marker::PhantomData,
    sync::{Arc, PoisonError, RwLock},
};

use crate::{
    codec::DecodeError,
    event::{Event, Recorded, readable},
    id::LogId,
    log::{EventKind, Log, Record, RecordRef},
    machine::Reducer,
    stack::error::LoadError,
};

/// Decodes the records of one log for one reducer. What a kind of record is to the reducer is looked up once.
pub(crate) struct Decoder {
    /// Whether the log's kinds have been held against the code's.
    checked: RwLock<Option<LogId>>,
    /// The kinds met, with the index of each in `Event::TYPES`; `None` for one that is passed over.
    known: RwLock<Vec<(Arc<EventKind>, Option<usize>)>>,
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

    /// A record that was read by value; `None` if it is passed over.
    pub(crate) fn decode<R: Reducer>(
        &self,
        log: LogId,
        record: Record,
    ) -> Result<Option<Recorded<R::Event>>, LoadError> {
        let event = KnownKinds::<R>::new(log, self).decode(&RecordRef::from(&record))?;
        Ok(event.map(|event| Recorded { event, meta: record.meta }))
    }

    fn index<R: Reducer>(
        &self,
        log: LogId,
        kind: &Arc<EventKind>,
    ) -> Result<Result<Option<usize>, DecodeError>, LoadError> {
        let find = |known: &[(Arc<EventKind>, Option<usize>)]| {
            known.iter().find(|(met, _)| Arc::ptr_eq(met, kind) || met == kind).map(|(_, index)| *index)
        };
        if let Some(index) = find(&self.known.read().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(Ok(index));
        }
        same_shape::<R>(log, kind)?;
        let index = match readable(R::Event::TYPES, &kind.name, kind.version) {
            Ok(index) => Some(index),
            Err(unknown) if R::machine().passes_over(&unknown) => None,
            Err(unreadable) => return Ok(Err(unreadable)),
        };
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        if find(&known).is_none() {
            known.push((kind.clone(), index));
        }
        Ok(Ok(index))
    }
}

/// Places for kinds in a new [`KnownKinds`], and in one that has grown as far as it may; powers of two.
const PLACES_MIN: usize = 1 << 4;
const PLACES_MAX: usize = 1 << 12;

/// Decodes the records of one scan. The kinds that it met are found again by their addresses, without a lock.
pub(crate) struct KnownKinds<'a, R> {
    log: LogId,
    decoder: &'a Decoder,
    /// Each at the place that its address hashes to, or the next one that was free; no more than half of the places are taken. The kinds
    /// are kept alive, so that no other gets the address.
    met: Vec<Option<(Arc<EventKind>, Option<usize>)>>,
    count: usize,
    reducer: PhantomData<fn() -> R>,
}

impl<'a, R: Reducer> KnownKinds<'a, R> {
    pub(crate) fn new(log: LogId, decoder: &'a Decoder) -> Self {
        Self { log, decoder, met: vec![None; PLACES_MIN], count: 0, reducer: PhantomData }
    }

    /// The record as an event of the reducer's; `None` if it is passed over.
    pub(crate) fn decode(&mut self, record: &RecordRef<'_>) -> Result<Option<R::Event>, LoadError> {
        let Some(index) = self.index(record)? else { return Ok(None) };
        let decoded = R::Event::decode(index, record.kind.version, record.kind.codec, record.payload);
        decoded.map(Some).map_err(|source| self.undecodable(record, source))
    }

    /// Which of the reducer's event types the record is; `None` if it is passed over.
    #[inline]
    pub(crate) fn index(&mut self, record: &RecordRef<'_>) -> Result<Option<usize>, LoadError> {
        match &self.met[self.place(record.kind)] {
            Some((_, index)) => Ok(*index),
            None => self.meet(record),
        }
    }

    /// Where the kind stands, or may be put.
    #[inline]
    fn place(&self, kind: &Arc<EventKind>) -> usize {
        let mask = self.met.len() - 1;
        let hash = (Arc::as_ptr(kind).addr() as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> u32::BITS;
        let mut place = usize::try_from(hash).unwrap_or(0) & mask;
        while self.met[place].as_ref().is_some_and(|(met, _)| !Arc::ptr_eq(met, kind)) {
            place = (place + 1) & mask;
        }
        place
    }

    #[cold]
    fn meet(&mut self, record: &RecordRef<'_>) -> Result<Option<usize>, LoadError> {
        let index = self.decoder.index::<R>(self.log, record.kind)?;
        let index = index.map_err(|source| self.undecodable(record, source))?;
        if self.count == self.met.len() / 2 {
            // A log that makes its kinds anew all the time is not remembered whole.
            let (places, keep) =
                if self.met.len() < PLACES_MAX { (2 * self.met.len(), true) } else { (PLACES_MAX, false) };
            let before = std::mem::replace(&mut self.met, vec![None; places]);
            self.count = 0;
            before.into_iter().flatten().filter(|_| keep).for_each(|(kind, index)| self.put(kind, index));
        }
        self.put(Arc::clone(record.kind), index);
        Ok(index)
    }

    fn put(&mut self, kind: Arc<EventKind>, index: Option<usize>) {
        let place = self.place(&kind);
        self.met[place] = Some((kind, index));
        self.count += 1;
    }

    #[cold]
    pub(crate) fn undecodable(&self, record: &RecordRef<'_>, source: DecodeError) -> LoadError {
        LoadError::Decode {
            log: self.log,
            stream: record.stream_name(),
            version: record.version,
            position: record.position,
            event: record.kind.name.clone(),
            source,
        }
    }
}

/// An error if the code knows the kind's name and version, and by another shape.
fn same_shape<R: Reducer>(log: LogId, kind: &EventKind) -> Result<(), LoadError> {
    let ours = R::Event::TYPES.iter().filter(|ty| ty.name == kind.name).find_map(|ty| ty.at_version(kind.version));
    let Some(ours) = ours else { return Ok(()) };
    let Some(difference) = ours.difference((kind.codec, &kind.schema)) else { return Ok(()) };
    Err(LoadError::SchemaChanged {
        log,
        machine: R::machine().name,
        event: kind.name.clone(),
        version: kind.version,
        difference,
    })
}
