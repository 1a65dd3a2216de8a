//! What is recorded of one task.

use std::{
    future::{IntoFuture, poll_fn},
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    cause::Causes,
    context::Context,
    log::AppendError,
    stack::{CommitFailure, Dispatch, DispatchError, Machine, Shared},
    task::{
        events::{TaskCancelled, TaskCompleted, TaskFailed, TaskRetried, TaskStarted},
        machine::{Task, TaskEvent},
    },
};

/// Bytes of an error's text that are recorded: a task is not to be unrecorded, nor its log to grow, for what its error quotes.
const ERROR_BYTES_MAX: usize = 4 << 10;

/// An event on its way to the log.
type Recording = <Dispatch<Task> as IntoFuture>::IntoFuture;

/// Records one task. Dropped before the task ended, it has the runtime's own thread record how it did.
pub(super) struct Recorder {
    stream: TaskStream,
    /// What leads to what comes next: what surrounds the task, then the task's last event.
    latest: Causes,
    /// What is on its way to the log. Where nobody waits for it any more it still gets there.
    under_way: Option<Recording>,
    /// Nothing is to be recorded but what is under way.
    ended: bool,
    attempt: u32,
    started: Instant,
    attempted: Instant,
}

/// The task's stream.
#[derive(Clone)]
struct TaskStream {
    shared: Arc<Shared>,
    id: String,
    /// The task's own context: its lane, and of what surrounds it all but the causes.
    context: Context,
}

impl TaskStream {
    fn dispatch(&self, causes: Causes, event: TaskEvent) -> Dispatch<Task> {
        let tasks = Machine::<Task>::of(&self.shared);
        self.context.clone().handling(causes).run(|| tasks.dispatch(&self.id, event))
    }

    /// Records `event`: a completion without its result, where that is too long.
    fn record(&self, causes: Causes, event: TaskEvent) -> Recording {
        let has_result = matches!(&event, TaskEvent::TaskCompleted(TaskCompleted { result: Some(_), .. }));
        let recording = self.dispatch(causes.clone(), event).into_future();
        if !has_result {
            return recording;
        }
        let stream = self.clone();
        Box::pin(async move {
            match recording.await {
                Err(
                    DispatchError::Failed {
                        source: CommitFailure::Limit(limit),
                        event: TaskEvent::TaskCompleted(completed),
                        ..
                    }
                    | DispatchError::Log {
                        source: AppendError::Limit(limit),
                        event: TaskEvent::TaskCompleted(completed),
                        ..
                    },
                ) => {
                    tracing::warn!(task = stream.id, %limit, "that a task completed is recorded without its result, which is too long");
                    stream.dispatch(causes, TaskCompleted { result: None, ..completed }.into()).await
                }
                recorded => recorded,
            }
        })
    }
}

impl Recorder {
    /// A task that runs from now on in `ambient`.
    pub(super) fn new(shared: Arc<Shared>, name: &str, ambient: &Context) -> Self {
        let id = format!("{name}-{:016x}-{}", shared.run.id, shared.run.next());
        let context = ambient.clone().with_lane(id.as_str()).with_runtime(shared.clone());
        let latest = ambient.causes().to_vec().into();
        let now = Instant::now();
        let stream = TaskStream { shared, id, context };
        Self { stream, latest, under_way: None, ended: true, attempt: 1, started: now, attempted: now }
    }

    pub(super) async fn start(&mut self, name: &str) -> Result<(), DispatchError<TaskEvent>> {
        let run = format!("{:016x}", self.stream.shared.run.id);
        self.ended = false;
        let started = self.record(TaskStarted { name: name.to_owned(), run }.into()).await;
        self.ended = started.is_err();
        started
    }

    /// The context of an attempt: what is recorded in it has the task's last event for its cause.
    pub(super) fn context(&self) -> Context {
        self.stream.context.clone().handling(self.latest.clone())
    }

    pub(super) fn attempt(&self) -> u32 {
        self.attempt
    }

    /// The attempt failed, and another is to start after `wait`, whether or not that could be recorded.
    pub(super) async fn retry(&mut self, error: String, wait: Duration) -> Result<(), DispatchError<TaskEvent>> {
        let (attempt, (took_ns, _), wait_ns) = (self.attempt, self.took(), nanoseconds(wait));
        let recorded = self.record(TaskRetried { attempt, took_ns, error: shortened(error), wait_ns }.into()).await;
        self.attempt += 1;
        self.attempted = Instant::now();
        recorded
    }

    /// The next attempt starts: its time is counted from here.
    pub(super) fn attempt_again(&mut self) {
        self.attempted = Instant::now();
    }

    pub(super) async fn complete(&mut self, result: Option<String>) -> Result<(), DispatchError<TaskEvent>> {
        let (took_ns, total_ns) = self.took();
        self.ended = true;
        self.record(TaskCompleted { attempt: self.attempt, took_ns, total_ns, result }.into()).await
    }

    pub(super) async fn fail(&mut self, error: String) -> Result<(), DispatchError<TaskEvent>> {
        let (took_ns, total_ns) = self.took();
        let error = shortened(error);
        self.ended = true;
        self.record(TaskFailed { attempt: self.attempt, took_ns, total_ns, error }.into()).await
    }

    fn took(&self) -> (u64, u64) {
        (nanoseconds(self.attempted.elapsed()), nanoseconds(self.started.elapsed()))
    }

    async fn record(&mut self, event: TaskEvent) -> Result<(), DispatchError<TaskEvent>> {
        let under_way = self.under_way.insert(self.stream.record(self.latest.clone(), event));
        let recorded = poll_fn(|cx| under_way.as_mut().poll(cx)).await;
        self.under_way = None;
        self.latest = (&recorded?).into();
        Ok(())
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        let (took_ns, total_ns) = self.took();
        let cancelled = (!self.ended).then_some(TaskCancelled { attempt: self.attempt, took_ns, total_ns });
        let under_way = self.under_way.take();
        if cancelled.is_none() && under_way.is_none() {
            return;
        }
        let (stream, mut latest) = (self.stream.clone(), self.latest.clone());
        self.stream.shared.afterwards.run(Box::pin(async move {
            let recorded = async {
                if let Some(under_way) = under_way {
                    latest = (&under_way.await?).into();
                }
                if let Some(cancelled) = cancelled {
                    stream.dispatch(latest, cancelled.into()).await?;
                }
                Ok::<_, DispatchError<TaskEvent>>(())
            };
            if let Err(error) = recorded.await {
                tracing::error!(task = stream.id, %error, "how a task ended is not recorded");
            }
        }));
    }
}

/// What is recorded of an error's text.
fn shortened(mut text: String) -> String {
    if text.len() > ERROR_BYTES_MAX {
        let end = (0..=ERROR_BYTES_MAX).rev().find(|end| text.is_char_boundary(*end)).unwrap_or(0);
        text.truncate(end);
        text.push_str(" ..");
    }
    text
}

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
