//! Folding records where they stand in a log.

use std::{
    any::Any,
    future::poll_fn,
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    task::Poll,
};

use crate::{
    event::{Event, Recorded},
    id::{LogId, StreamName},
    log::{Log, RecordRef},
    machine::{Outcome, Reducer},
    meta::Meta,
    replay::{ReplayCause, ReplayError, panic_message},
    stack::{
        decoder::{Decoder, KnownKinds},
        error::LoadError,
    },
};

/// Folds records one by one, for the length of one scan.
pub(crate) struct Replayer<'a, R> {
    log: LogId,
    kinds: KnownKinds<'a, R>,
    /// What handlers see; that of the record at hand only if they look at it.
    meta: Option<Meta>,
    reads_meta: bool,
    /// The event that a handler is at.
    handled: Option<Handled>,
}

struct Handled {
    version: u64,
    position: u64,
    event: &'static str,
}

impl<'a, R: Reducer> Replayer<'a, R> {
    pub(crate) fn new(log: LogId, decoder: &'a Decoder) -> Self {
        let (kinds, reads_meta) = (KnownKinds::new(log, decoder), R::machine().reads_meta);
        Self { log, kinds, meta: None, reads_meta, handled: None }
    }

    /// The record as an event of the reducer's; `None` if it is passed over. `stream` is its stream.
    pub(crate) fn decode(
        &mut self,
        record: &RecordRef<'_>,
        stream: &StreamName,
    ) -> Result<Option<Recorded<R::Event>>, LoadError> {
        let event = self.kinds.decode(record)?;
        Ok(event.map(|event| Recorded { event, meta: record.meta_in(stream.clone()) }))
    }

    /// Folds the record into `state`, whose version is `version`. Answers whether it did: what the code does not know is passed over.
    #[inline]
    pub(crate) fn fold(&mut self, state: &mut R, version: u64, record: &RecordRef<'_>) -> Result<bool, LoadError> {
        let (Some(index), kind) = (self.kinds.index(record)?, record.kind) else {
            return self.pass(version, record).map(|()| false);
        };
        // It stays where it was decoded: moving it right after that costs as much as the fold.
        let decoded = R::Event::decode(index, kind.version, kind.codec, record.payload);
        let event = match &decoded {
            Ok(event) => event,
            Err(source) => return Err(self.kinds.undecodable(record, source.clone())),
        };
        if record.version != version + 1 {
            let cause = ReplayCause::Gap { expected: version + 1 };
            return Err(self.failed(record, event.event_type().name, cause));
        }
        let meta = match &mut self.meta {
            None => self.meta.insert(record.meta()),
            Some(meta) => {
                if self.reads_meta {
                    record.meta_into(meta);
                }
                meta
            }
        };
        let name = event.event_type().name;
        self.handled = Some(Handled { version: record.version, position: record.position, event: name });
        let outcome = state.reduce(event, meta);
        self.handled = None;
        match outcome {
            Outcome::Rejected => Err(self.failed(record, name, ReplayCause::NoRow { state: state.state_name() })),
            Outcome::Applied { .. } | Outcome::Ignored => Ok(true),
        }
    }

    /// Passes over an event that the code does not know.
    #[cold]
    fn pass(&self, version: u64, record: &RecordRef<'_>) -> Result<(), LoadError> {
        if record.version == version + 1 {
            return Ok(());
        }
        Err(self.failed(record, "an event not known here", ReplayCause::Gap { expected: version + 1 }))
    }

    #[cold]
    fn failed(&self, record: &RecordRef<'_>, event: &'static str, cause: ReplayCause) -> LoadError {
        let stream = record.stream_name();
        let source = ReplayError { stream, version: record.version, position: record.position, event, cause };
        LoadError::Replay { log: self.log, source }
    }

    /// That a handler panicked at an event of `stream`.
    pub(crate) fn panicked(&self, stream: StreamName, panic: Box<dyn Any + Send>) -> LoadError {
        let Some(Handled { version, position, event }) = self.handled else {
            // No handler did: it is the log's business.
            resume_unwind(panic)
        };
        let cause = ReplayCause::Panicked { message: panic_message(panic.as_ref()) };
        LoadError::Replay { log: self.log, source: ReplayError { stream, version, position, event, cause } }
    }
}

/// Shows `visit` the records of `stream`, or of all streams, from version or position `from` on. It may fail, which ends the scan, and
/// it may panic: then the outer error is what it panicked with.
pub(crate) async fn scan(
    log: &dyn Log,
    stream: Option<&StreamName>,
    from: u64,
    mut visit: impl FnMut(&RecordRef<'_>) -> Result<ControlFlow<()>, LoadError> + Send,
) -> Result<Result<(), LoadError>, Box<dyn Any + Send>> {
    let mut failed = None;
    let mut show = |record: &RecordRef<'_>| {
        visit(record).unwrap_or_else(|error| {
            failed = Some(error);
            ControlFlow::Break(())
        })
    };
    let mut scan = match stream {
        None => log.scan(from, &mut show),
        Some(stream) => log.scan_stream(stream.clone(), from, &mut show),
    };
    // One catch around all of it, for one around each event would keep the handlers from being inlined.
    let scanned = poll_fn(|context| match catch_unwind(AssertUnwindSafe(|| scan.as_mut().poll(context))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    });
    let scanned = scanned.await?;
    drop(scan);
    Ok(failed.map_or_else(|| scanned.map_err(LoadError::from), Err))
}
