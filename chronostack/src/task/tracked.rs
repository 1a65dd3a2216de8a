//! What `#[tracked]` makes of a function.

use std::{fmt::Display, future::Future, sync::Arc};

use crate::{
    context::Context,
    stack::{ChronoStack, Shared},
    task::{builder::TaskBuilder, error::TaskError},
};

/// What a function that is `#[tracked]` may answer: a `Result`, whose error can be displayed.
#[diagnostic::on_unimplemented(
    message = "a function that is #[tracked] answers with a `Result` whose error implements `Display`, and this is `{Self}`",
    label = "not such a `Result`",
    note = "why: a task completes or fails, and the log says why it failed\n  fix: answer with a `Result`, as `Result<T, std::convert::Infallible>` where nothing can go wrong, or run it by `stack.task(..).run(..)`"
)]
pub trait Answer: Sized {
    /// The value.
    type Value;
    /// What goes wrong.
    type Error: Display;

    /// This, taken apart.
    fn into_result(self) -> Result<Self::Value, Self::Error>;
    /// This, put together.
    fn from_result(result: Result<Self::Value, Self::Error>) -> Self;
}

impl<T, E: Display> Answer for Result<T, E> {
    type Value = T;
    type Error = E;

    fn into_result(self) -> Self {
        self
    }

    fn from_result(result: Self) -> Self {
        result
    }
}

/// Runs `work` as a task of the context's runtime. Without one it runs all the same, and a warning says so.
pub async fn tracked<A: Answer>(name: &str, work: impl Future<Output = A>) -> A {
    let runtime = Context::current().runtime().and_then(|runtime| runtime.downcast::<Shared>().ok());
    if let Some(shared) = runtime {
        return run(shared, name, work).await;
    }
    tracing::warn!(
        task = name,
        "not recorded: no runtime is in the context; run it within `stack.context().scope(..)`, or name one by `#[tracked(stack = ..)]`"
    );
    work.await
}

/// Runs `work` as a task of `stack`.
pub async fn tracked_in<A: Answer>(stack: &ChronoStack, name: &str, work: impl Future<Output = A>) -> A {
    run(stack.shared().clone(), name, work).await
}

/// The function keeps its type, so what cannot be recorded goes to `tracing`, and the work is done whatever the log says.
async fn run<A: Answer>(shared: Arc<Shared>, name: &str, work: impl Future<Output = A>) -> A {
    let mut work = std::pin::pin!(async { work.await.into_result() });
    let task = TaskBuilder::new(shared, name.into()).run(work.as_mut());
    A::from_result(match task.await {
        Ok(value) => Ok(value),
        Err(TaskError::Failed { error, unrecorded, .. }) => {
            unrecorded.inspect(|why| tracing::error!(task = name, error = %why, "that a task failed is not recorded"));
            Err(error)
        }
        Err(TaskError::Unrecorded { value, source }) => {
            tracing::error!(task = name, error = %source, "that a task completed is not recorded");
            Ok(value)
        }
        Err(TaskError::NotStarted(error)) => {
            tracing::error!(task = name, %error, "a task runs without being recorded: its start could not be");
            work.await
        }
    })
}
