//! What is still to be done when nobody waits for it any more.

use std::{
    convert::Infallible,
    future::{Future, poll_fn},
    io,
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::Poll,
    thread,
};

use async_channel::{Receiver, Sender, bounded, unbounded};
use pollster::block_on;

/// Jobs that are driven at once: those of many tasks that are dropped together share the log's syncs.
const JOBS_AT_ONCE_MAX: usize = 256;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Does what a destructor cannot wait for, in a thread that is started when it is first needed. Its queue has no bound of its own: a job stands for a future
/// that was in memory before.
#[derive(Default)]
pub(crate) struct Afterwards(Mutex<Option<Worker>>);

/// A thread. It stays here once it ended, so that all who wait for it, however many, see that it did.
struct Worker {
    /// Closed once the thread is to end, which it does when the queue is empty.
    queue: Sender<Job>,
    /// Nothing is ever sent: it is closed when the thread has ended, or panicked.
    ended: Receiver<Infallible>,
}

impl Worker {
    /// One that begins when `earlier` has ended, so that there is one at a time.
    fn start(earlier: Option<Receiver<Infallible>>) -> io::Result<Self> {
        let (queue, jobs) = unbounded();
        let (end, ended) = bounded(1);
        thread::Builder::new().name("chronostack-afterwards".to_owned()).spawn(move || {
            let _end = end;
            if let Some(earlier) = earlier {
                let _closed = earlier.recv_blocking();
            }
            drive(&jobs);
        })?;
        Ok(Self { queue, ended })
    }
}

impl Afterwards {
    /// Has the thread do `job`, without waiting.
    pub(crate) fn run(&self, job: Job) {
        let mut worker = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if worker.as_ref().is_none_or(|worker| worker.queue.is_closed()) {
            match Worker::start(worker.as_ref().map(|worker| worker.ended.clone())) {
                Ok(started) => *worker = Some(started),
                Err(error) => tracing::error!(%error, "there is no thread to record how dropped tasks ended"),
            }
        }
        if let Some(worker) = &*worker
            && worker.queue.try_send(job).is_err()
        {
            tracing::error!("the thread that records how dropped tasks ended is gone");
        }
    }

    /// Waits until all is done that was to be done. Any number may wait, and who stops waiting takes nothing from the others.
    pub(crate) async fn finish(&self) {
        while let Some(ended) = self.ending() {
            let _closed = ended.recv().await;
        }
    }

    /// Has the thread end, and gives what is closed when it has; `None` where it has, or there is none.
    fn ending(&self) -> Option<Receiver<Infallible>> {
        let worker = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Worker { queue, ended } = worker.as_ref()?;
        queue.close();
        (!ended.is_closed()).then(|| ended.clone())
    }
}

fn drive(jobs: &Receiver<Job>) {
    while let Ok(job) = jobs.recv_blocking() {
        let mut together = vec![job];
        while together.len() < JOBS_AT_ONCE_MAX
            && let Ok(job) = jobs.try_recv()
        {
            together.push(job);
        }
        block_on(poll_fn(|cx| {
            together.retain_mut(|job| job.as_mut().poll(cx).is_pending());
            if together.is_empty() { Poll::Ready(()) } else { Poll::Pending }
        }));
    }
}
