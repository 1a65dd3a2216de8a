//! What is recorded of one task.

use std::{
    fmt::Display,
    future::{IntoFuture, poll_fn},
    sync::Arc,
    time::{Duration, Instant},
};

use crate::{
    cause::Causes,
    context::Context,
    stack::{Dispatch, DispatchError, Machine, Shared},
    task::{
        events::{TaskCancelled, TaskCompleted, TaskFailed, TaskRetried, TaskStarted},
        machine::{Task, TaskEvent},
    },
};

/// Records one task. Dropped before the task ended, it has the runtime's own thread record how it did.
pub(super) struct Recorder {
    stream: TaskStream,
    /// What leads to what comes next: what surrounds the task, then the task's last event.
    latest: Causes,
    /// What is on its way to the log. Where nobody waits for it any more it still gets there.
    under_way: Option<<Dispatch<Task> as IntoFuture>::IntoFuture>,
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

    /// The attempt failed, and another is to start after `wait`.
    pub(super) async fn retry(&mut self, error: &impl Display, wait: Duration) -> Result<(), DispatchError<TaskEvent>> {
        let (attempt, (took_ns, _), wait_ns) = (self.attempt, self.took(), nanoseconds(wait));
        let recorded = self.record(TaskRetried { attempt, took_ns, error: error.to_string(), wait_ns }.into()).await;
        self.ended = recorded.is_err();
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
        self.ended = true;
        self.record(TaskFailed { attempt: self.attempt, took_ns, total_ns, error }.into()).await
    }

    fn took(&self) -> (u64, u64) {
        (nanoseconds(self.attempted.elapsed()), nanoseconds(self.started.elapsed()))
    }

    async fn record(&mut self, event: TaskEvent) -> Result<(), DispatchError<TaskEvent>> {
        let under_way = self.under_way.insert(self.stream.dispatch(self.latest.clone(), event).into_future());
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

fn nanoseconds(duration: Duration) -> u64 {
    u64::try_from(duration.as_nanos()).unwrap_or(u64::MAX)
}
