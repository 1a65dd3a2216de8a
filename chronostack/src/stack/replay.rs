//! Replaying all streams of a machine.

use std::{
    fmt,
    future::{Future, IntoFuture},
    ops::ControlFlow,
    panic::resume_unwind,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use pollster::block_on;

use crate::{
    id::StreamName,
    log::{Log, RecordRef},
    machine::Reducer,
    stack::{
        access::Access,
        committed::Versioned,
        comparison::Comparison,
        core::Core,
        error::LoadError,
        in_thread::InThread,
        replayer::{Replayer, scan},
        streams::{Share, Streams},
    },
};

/// Between two calls of [`Replay::progress`] so many positions pass.
const PROGRESS_POSITIONS: u64 = 1 << 14;
/// Between two looks at how far the other threads have come so many positions pass: what one shares with others, it may have to wait for.
const LOOK_POSITIONS: u64 = 1 << 10;

/// A replay of all streams of one machine, to be awaited. See [`Machine::replay`](crate::stack::Machine::replay).
#[must_use = "nothing is replayed before it is awaited"]
pub struct Replay<R: Reducer> {
    access: Access<R>,
    verifies: bool,
    until: u64,
    threads: usize,
    progress: Box<dyn FnMut(Progress) + Send>,
}

/// How far a replay has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The position of the last event that was looked at.
    pub position: u64,
    /// The position that it ends at.
    pub until: u64,
}

/// The states of all streams of one machine at one position.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replayed<R> {
    /// The streams that had an event by then, in the order of their first events.
    pub states: Vec<(StreamName, Versioned<R>)>,
    /// The position.
    pub position: u64,
}

impl<R: Reducer> Replay<R> {
    pub(crate) fn new(access: Access<R>) -> Self {
        Self { access, verifies: false, until: u64::MAX, threads: 1, progress: Box::new(|_| ()) }
    }

    /// Ends at `position`: the states are those that the log told of then. Default: the log's last position when the replay starts.
    pub fn until(self, position: u64) -> Self {
        Self { until: position, ..self }
    }

    /// Shares the streams out among `threads` threads, this one counted. Each looks through the whole log and decodes and folds its share
    /// of it. Default: 1. Those beside this one drive the log's futures on their own, which a log that needs a certain
    /// executor may not bear.
    pub fn threads(self, threads: usize) -> Self {
        Self { threads: threads.max(1), ..self }
    }

    /// Tells `told` now and then how far this thread has come, and at the end.
    pub fn progress(self, told: impl FnMut(Progress) + Send + 'static) -> Self {
        Self { progress: Box::new(told), ..self }
    }

    /// Compares the states with the fingerprints that were recorded.
    pub(crate) fn verified(self) -> Self {
        Self { verifies: true, ..self }
    }

    /// The states, and what came of comparing them.
    pub(crate) async fn run(self) -> Result<(Replayed<R>, Comparison), LoadError> {
        let Self { access, verifies, until, threads, mut progress } = self;
        let loader = access.loader().await?;
        let until = until.min(loader.log.head().await?);
        let (log, core) = (Arc::clone(&loader.log), Arc::clone(&access.core));
        // Ends the other threads too when this future is dropped.
        let end = End(Arc::new(AtomicU64::new(until)));
        let part = |number| Part {
            log: Arc::clone(&log),
            core: Arc::clone(&core),
            share: Share { number, of: threads },
            comparison: Comparison::new(R::machine(), verifies),
            end: Arc::clone(&end.0),
        };
        let in_thread = |number| {
            let part = part(number);
            // A panic that comes back is the log's, for those of handlers are answers.
            InThread::start("chronostack-replay", move || block_on(part.replay(&mut |_| ()))).map_err(|_| number)
        };
        let others: Vec<_> = (1..threads).map(in_thread).collect();
        let mut parts = vec![part(0).replay(&mut |position| progress(Progress { position, until })).await];
        for other in others {
            parts.push(match other {
                Ok(other) => other.answer().await,
                // There was no thread to be had.
                Err(number) => part(number).replay(&mut |_| ()).await,
            });
        }
        let mut states = Vec::new();
        let mut comparison = Comparison::default();
        let mut failed: Option<Failed> = None;
        for part in parts {
            match part {
                Ok((part, compared)) => {
                    states.extend(part.into_items());
                    comparison.add(compared);
                }
                Err(error) if failed.as_ref().is_none_or(|first| error.position < first.position) => {
                    failed = Some(error);
                }
                Err(_) => {}
            }
        }
        if let Some(failed) = failed {
            return Err(failed.error);
        }
        if threads > 1 {
            states.sort_unstable_by_key(|((_, first), _)| *first);
        }
        progress(Progress { position: until, until });
        let named = |((name, _), (state, version))| (name, Versioned { state, version });
        Ok((Replayed { states: states.into_iter().map(named).collect(), position: until }, comparison))
    }
}

impl<R: Reducer> IntoFuture for Replay<R> {
    type Output = Result<Replayed<R>, LoadError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async { Ok(self.run().await?.0) })
    }
}

impl<R: Reducer> fmt::Debug for Replay<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { access, until, threads, .. } = self;
        f.debug_struct("Replay")
            .field("access", access)
            .field("until", until)
            .field("threads", threads)
            .finish_non_exhaustive()
    }
}

/// What one thread does.
struct Part<R> {
    log: Arc<dyn Log>,
    core: Arc<Core<R>>,
    share: Share,
    comparison: Comparison,
    /// The position behind which nobody needs to go: another thread failed there.
    end: Arc<AtomicU64>,
}

struct Failed {
    position: u64,
    error: LoadError,
}

type Answer<R> = Result<(Streams<(R, u64)>, Comparison), Failed>;

impl<R: Reducer> Part<R> {
    async fn replay(mut self, progress: &mut (dyn FnMut(u64) + Send)) -> Answer<R> {
        let mut streams = Streams::<(R, u64)>::new(R::STREAM, self.share);
        let mut replayer = Replayer::<R>::new(self.log.id(), &self.core.decoder);
        let (mut position, mut tell_at) = (0, PROGRESS_POSITIONS);
        let (mut end, mut look_at) = (self.end.load(Ordering::Relaxed), LOOK_POSITIONS);
        let folded = scan(self.log.as_ref(), None, 1, |record: &RecordRef<'_>| {
            if record.position >= look_at {
                end = self.end.load(Ordering::Relaxed);
                look_at = record.position + LOOK_POSITIONS;
                if position >= tell_at {
                    progress(position);
                    tell_at = position + PROGRESS_POSITIONS;
                }
            }
            if record.position > end {
                return Ok(ControlFlow::Break(()));
            }
            position = record.position;
            match streams.of(record) {
                Some((state, version)) => {
                    let folded = replayer.fold(state, *version, record)?;
                    *version = record.version;
                    self.comparison.compare(record, folded.then_some(state));
                }
                None => record.pass_over(),
            }
            Ok(ControlFlow::Continue(()))
        });
        let error = match folded.await {
            Ok(Ok(())) => return Ok((streams, self.comparison)),
            // Others may have more to fold before what cannot be read.
            Ok(Err(error @ LoadError::Read(_))) => return Err(Failed { position: u64::MAX, error }),
            Ok(Err(error)) => error,
            Err(panic) => match streams.last() {
                Some(stream) => replayer.panicked(stream.clone(), panic),
                None => resume_unwind(panic),
            },
        };
        self.end.fetch_min(position, Ordering::Relaxed);
        Err(Failed { position, error })
    }
}

/// Ends all threads when it is dropped.
struct End(Arc<AtomicU64>);

impl Drop for End {
    fn drop(&mut self) {
        self.0.store(0, Ordering::Relaxed);
    }
}
