//! Setting up a task.

use std::{fmt, fmt::Display, future::Future, marker::PhantomData, sync::Arc};

use crate::{
    context::Context,
    stack::{ChronoStack, Shared},
    task::{
        drive::drive,
        error::TaskError,
        recorded_result::{Left, Recorded, RecordsResult},
        recorder::Recorder,
        retry::Retry,
    },
};

impl ChronoStack {
    /// Async work that is to stand in the log; see [`task`](crate::task).
    pub fn task(&self, name: impl Into<Arc<str>>) -> TaskBuilder {
        TaskBuilder::new(self.shared().clone(), name.into())
    }
}

/// A task that is not running yet. Made by [`ChronoStack::task`].
#[must_use = "nothing runs before `run` is called and awaited"]
pub struct TaskBuilder<R = Left> {
    shared: Arc<Shared>,
    name: Arc<str>,
    records: PhantomData<fn() -> R>,
}

impl TaskBuilder {
    pub(super) fn new(shared: Arc<Shared>, name: Arc<str>) -> Self {
        Self { shared, name, records: PhantomData }
    }

    /// Records what the work answers too, as JSON. Where that is longer than [`Limits::payload_bytes_max`](crate::limits::Limits), it is left out, with a warning.
    pub fn record_result(self) -> TaskBuilder<Recorded> {
        TaskBuilder { shared: self.shared, name: self.name, records: PhantomData }
    }
}

impl<R> TaskBuilder<R> {
    /// Tries again where an attempt fails, even where that one did could not be recorded.
    pub fn retry(self, retry: Retry) -> RetriedTask<R> {
        RetriedTask { task: self, retry }
    }

    /// Runs `work`, in the context that is current where this is called. Dropping the future cancels the task; a panic fails it, and goes on.
    pub fn run<T, E, F>(self, work: F) -> impl Future<Output = Result<T, TaskError<T, E>>>
    where
        F: Future<Output = Result<T, E>>,
        E: Display,
        R: RecordsResult<T>,
    {
        let (name, ambient) = (self.name, Context::current());
        async move {
            let recorder = Recorder::new(self.shared, &name, &ambient);
            let mut work = Some(work);
            let work = move |_| work.take().unwrap_or_else(|| unreachable!("there is one attempt"));
            drive(recorder, &name, work, Retry::attempts(1), R::json).await
        }
    }
}

/// A task that is tried again where it fails. Made by [`TaskBuilder::retry`].
#[must_use = "nothing runs before `run` is called and awaited"]
pub struct RetriedTask<R = Left> {
    task: TaskBuilder<R>,
    retry: Retry,
}

impl<R> RetriedTask<R> {
    /// Runs what `work` makes for each attempt, from 1; see [`TaskBuilder::run`].
    pub fn run<T, E, F, W>(self, work: W) -> impl Future<Output = Result<T, TaskError<T, E>>>
    where
        W: FnMut(u32) -> F,
        F: Future<Output = Result<T, E>>,
        E: Display,
        R: RecordsResult<T>,
    {
        let Self { task: TaskBuilder { shared, name, .. }, retry } = self;
        let ambient = Context::current();
        async move {
            let recorder = Recorder::new(shared, &name, &ambient);
            drive(recorder, &name, work, retry, R::json).await
        }
    }
}

impl<R> fmt::Debug for TaskBuilder<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TaskBuilder").field("name", &self.name).finish_non_exhaustive()
    }
}

impl<R> fmt::Debug for RetriedTask<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetriedTask").field("task", &self.task).field("retry", &self.retry).finish()
    }
}
