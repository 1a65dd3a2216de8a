//! What is still to be done when nobody waits for it any more.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::Poll,
};

use async_channel::{Receiver, Sender, unbounded};
use pollster::block_on;

use crate::stack::in_thread::InThread;

/// Jobs that are driven at once: those of many tasks that are dropped together share the log's syncs.
const JOBS_AT_ONCE_MAX: usize = 256;

type Job = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Does what a destructor cannot wait for, in a thread that is started when it is first needed. Its queue has no bound of its own: a job stands for a future
/// that was in memory before.
#[derive(Default)]
pub(crate) struct Afterwards(Mutex<Option<Worker>>);

struct Worker {
    queue: Sender<Job>,
    thread: InThread<()>,
}

impl Afterwards {
    /// Has the thread do `job`, without waiting.
    pub(crate) fn run(&self, job: Job) {
        let mut worker = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if worker.is_none() {
            let (queue, jobs) = unbounded();
            match InThread::start("chronostack-afterwards", move || drive(&jobs)) {
                Ok(thread) => *worker = Some(Worker { queue, thread }),
                Err(error) => tracing::error!(%error, "there is no thread to record how dropped tasks ended"),
            }
        }
        if let Some(worker) = &*worker
            && worker.queue.try_send(job).is_err()
        {
            tracing::error!("the thread that records how dropped tasks ended is gone");
        }
    }

    /// Waits until all is done that was to be done so far.
    pub(crate) async fn finish(&self) {
        let worker = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Worker { queue, thread }) = worker {
            drop(queue);
            thread.answer().await;
        }
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
