//! Other rules over all streams of a machine.

use std::{
    fmt,
    future::{Future, IntoFuture},
    marker::PhantomData,
    ops::ControlFlow,
    panic::resume_unwind,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use pollster::block_on;

use crate::{
    event::{Event, RecastError},
    history::{Both, Shadow, shadow_if_differing},
    id::StreamName,
    log::{Log, RecordRef},
    machine::Reducer,
    stack::{
        access::Access,
        decoder::Decoder,
        error::LoadError,
        in_thread::InThread,
        loader::Loader,
        replayer::{Replayer, scan},
    },
};

/// Streams asked of the log at a time.
const PAGE: usize = 1_024;
/// Streams that a report shows unless all are asked for.
const SHOWN: usize = 3;

/// A replay of all streams of `Old` by the rules of `New` as well, to be awaited. See [`ChronoStack::shadow`](crate::ChronoStack::shadow).
#[must_use = "nothing is replayed before it is awaited"]
pub struct ShadowAll<Old: Reducer, New: Reducer> {
    access: Access<Old>,
    threads: usize,
    progress: Box<dyn FnMut(ShadowProgress) + Send>,
    new: PhantomData<fn() -> New>,
}

/// How far a [`ShadowAll`] has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ShadowProgress {
    /// How many streams are done.
    pub streams: usize,
    /// How many there are.
    pub of: usize,
}

/// What other rules make of all streams of a machine. Displays a line, and the first three streams that end otherwise behind it; `{:#}` shows
/// all of them.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ShadowedAll {
    /// The machine that is deployed, and the one with other rules.
    pub machines: [&'static str; 2],
    /// How many streams there are.
    pub streams: u64,
    /// How many events they have.
    pub events: u64,
    /// The streams that end in another state, or in none, by the other rules; in order of name.
    pub differing: Vec<Shadow>,
}

impl<Old: Reducer, New: Reducer> ShadowAll<Old, New> {
    pub(crate) fn new(access: Access<Old>) -> Self {
        Self { access, threads: 1, progress: Box::new(|_| ()), new: PhantomData }
    }

    /// Shares the streams out among `threads` threads, this one counted. Default: 1. Those beside this one drive the log's futures on their own,
    /// which a log that needs a certain executor may not bear.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.max(1), ..self }
    }

    /// Tells `told` how far all threads have come, whenever this one is done with a stream.
    pub fn progress(self, told: impl FnMut(ShadowProgress) + Send + 'static) -> Self {
        Self { progress: Box::new(told), ..self }
    }

    async fn run(self) -> Result<ShadowedAll, LoadError> {
        let Self { access, threads, mut progress, .. } = self;
        let streams = streams_of::<Old>(access.loader().await?.log.as_ref()).await?;
        let of = streams.len();
        let queue = Arc::new(Queue { streams, next: AtomicUsize::new(0), theirs: Decoder::new() });
        let _end = End(Arc::clone(&queue));
        let in_thread = |_| {
            let (access, queue) = (access.clone(), Arc::clone(&queue));
            let work = move || block_on(part::<Old, New>(&access, &queue, &mut |_| ()));
            // Where there is no thread to be had, the others do its share.
            InThread::start("chronostack-shadow", work).ok()
        };
        let others: Vec<_> = (1..threads).filter_map(in_thread).collect();
        let mut parts =
            vec![part::<Old, New>(&access, &queue, &mut |streams| progress(ShadowProgress { streams, of })).await];
        for other in others {
            parts.push(other.answer().await);
        }
        let machines = [Old::machine().name, New::machine().name];
        let mut all = ShadowedAll { machines, streams: of as u64, events: 0, differing: Vec::new() };
        let mut failed: Option<(usize, LoadError)> = None;
        for Part { events, differing, error } in parts {
            all.events += events;
            all.differing.extend(differing);
            failed = [failed, error].into_iter().flatten().min_by_key(|(place, _)| *place);
        }
        if let Some((_, error)) = failed {
            return Err(error);
        }
        all.differing.sort_unstable_by(|one, other| one.stream.cmp(&other.stream));
        progress(ShadowProgress { streams: of, of });
        Ok(all)
    }
}

impl<Old: Reducer, New: Reducer> IntoFuture for ShadowAll<Old, New> {
    type Output = Result<ShadowedAll, LoadError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl<Old: Reducer, New: Reducer> fmt::Debug for ShadowAll<Old, New> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, threads, .. } = self;
        f.debug_struct("ShadowAll").field("access", access).field("threads", threads).finish_non_exhaustive()
    }
}

impl fmt::Display for ShadowedAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { machines: [old, new], streams, events, differing } = self;
        let count = differing.len();
        write!(
            f,
            "{streams} streams with {events} events: {count} end otherwise by the rules of `{new}` than by those of `{old}`"
        )?;
        let shown = if f.alternate() { count } else { SHOWN };
        differing.iter().take(shown).try_for_each(|shadow| write!(f, "\n{shadow}"))?;
        match count.checked_sub(shown) {
            None | Some(0) => Ok(()),
            Some(more) => write!(f, "\nand {more} more"),
        }
    }
}

/// The streams that are still to be looked at.
struct Queue {
    streams: Vec<StreamName>,
    next: AtomicUsize,
    /// What reads the records for the other rules.
    theirs: Decoder,
}

/// Ends all threads when it is dropped.
struct End(Arc<Queue>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.next.store(self.0.streams.len(), Ordering::Relaxed);
    }
}

/// What one thread found.
#[derive(Default)]
struct Part {
    events: u64,
    differing: Vec<Shadow>,
    /// The stream that cannot be loaded.
    error: Option<(usize, LoadError)>,
}

async fn part<Old: Reducer, New: Reducer>(
    access: &Access<Old>,
    queue: &Queue,
    progress: &mut (dyn FnMut(usize) + Send),
) -> Part {
    let mut part = Part::default();
    loop {
        let place = queue.next.fetch_add(1, Ordering::Relaxed);
        let Some(stream) = queue.streams.get(place) else { return part };
        match shadow::<Old, New>(access, &queue.theirs, stream).await {
            Ok((events, shadow)) => {
                part.events += events;
                part.differing.extend(shadow);
            }
            Err(error) => {
                queue.next.store(queue.streams.len(), Ordering::Relaxed);
                part.error = Some((place, error));
                return part;
            }
        }
        progress(place + 1);
    }
}

async fn shadow<Old: Reducer, New: Reducer>(
    access: &Access<Old>,
    theirs: &Decoder,
    stream: &StreamName,
) -> Result<(u64, Option<Shadow>), LoadError> {
    let loader = access.loader().await?;
    let events = both::<Old, New>(&loader, theirs, stream).await?;
    let shadow = shadow_if_differing::<Old, New>(stream.clone(), &events);
    let shadow = shadow.map_err(|source| LoadError::Replay { log: loader.log.id(), source })?;
    Ok((events.len() as u64, shadow))
}

/// The events of the stream, as each of the two reads what is stored.
async fn both<Old: Reducer, New: Reducer>(
    loader: &Loader<'_, Old>,
    theirs: &Decoder,
    stream: &StreamName,
) -> Result<Vec<Both<Old, New>>, LoadError> {
    let log = loader.log.id();
    let mut old = Replayer::<Old>::new(log, &loader.core.decoder);
    let mut new = Replayer::<New>::new(log, theirs);
    let mut events = Vec::new();
    let decoded = scan(loader.log.as_ref(), Some(stream), 1, |record| {
        let ours = old.decode(record, stream)?;
        let event = name::<Old, New>(record);
        let theirs = match new.decode(record, stream) {
            Ok(theirs) => Ok(theirs),
            Err(LoadError::Decode { source, .. }) => Err(RecastError::Decode(source)),
            Err(LoadError::SchemaChanged { version, difference, .. }) => {
                Err(RecastError::Shape { event, version, difference })
            }
            Err(error) => return Err(error),
        };
        if ours.is_some() || !matches!(theirs, Ok(None)) {
            events.push(Both { version: record.version, position: record.position, event, ours, theirs });
        }
        Ok(ControlFlow::Continue(()))
    });
    decoded.await.unwrap_or_else(|panic| resume_unwind(panic))?;
    Ok(events)
}

/// The name of the event type, as one of the two knows it.
fn name<Old: Reducer, New: Reducer>(record: &RecordRef<'_>) -> &'static str {
    let mut types = Old::Event::TYPES.iter().chain(New::Event::TYPES);
    types.find(|ty| ty.name == record.kind.name).map_or("an event not known here", |ty| ty.name)
}

async fn streams_of<R: Reducer>(log: &dyn Log) -> Result<Vec<StreamName>, LoadError> {
    let (mut streams, mut after) = (Vec::new(), None);
    loop {
        let page = log.streams(after, PAGE).await?;
        let Some(last) = page.last() else { return Ok(streams) };
        after = Some(last.stream.clone());
        streams.extend(page.into_iter().map(|summary| summary.stream).filter(|stream| stream.kind() == R::STREAM));
    }
}
