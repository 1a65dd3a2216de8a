//! What `#[tracked]` makes of a function.

use std::{fmt::Display, future::Future, sync::Arc};

use futures_timer::Delay;

use crate::{
    context::Context,
    stack::{ChronoStack, Shared},
    task::{drive::drive, error::TaskError, recorded_result::RecordsResult, recorder::Recorder, retry::Retry},
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

/// Runs what `work` makes as a task of the context's runtime. Without one it runs all the same, and a warning says so.
pub async fn tracked<A, R, F>(name: &str, retry: Retry, work: impl FnMut(u32) -> F) -> A
where
    A: Answer,
    R: RecordsResult<A::Value>,
    F: Future<Output = A>,
{
    let runtime = Context::current().runtime().and_then(|runtime| runtime.downcast::<Shared>().ok());
    if let Some(shared) = runtime {
        return run::<A, R, F>(shared, name, retry, work).await;
    }
    tracing::warn!(
        task = name,
        "not recorded: no runtime is in the context; run it within `stack.context().scope(..)`, or name one by `#[tracked(stack = ..)]`"
    );
    unrecorded(&retry, work).await
}

/// Runs what `work` makes as a task of `stack`.
pub async fn tracked_in<A, R, F>(stack: &ChronoStack, name: &str, retry: Retry, work: impl FnMut(u32) -> F) -> A
where
    A: Answer,
    R: RecordsResult<A::Value>,
    F: Future<Output = A>,
{
    run::<A, R, F>(stack.shared().clone(), name, retry, work).await
}

/// What makes the one attempt.
pub fn once<F>(work: F) -> impl FnMut(u32) -> F {
    let mut work = Some(work);
    move |_| work.take().unwrap_or_else(|| unreachable!("there is one attempt"))
}

/// Says what an attempt answers.
pub fn attempt<A: Answer, F: Future<Output = A>>(work: F) -> F {
    work
}

/// An argument, for one attempt of perhaps several.
pub fn again<T: Clone>(argument: &T) -> T {
    argument.clone()
}

/// The function keeps its type, so what cannot be recorded goes to `tracing`, and the work is done whatever the log says.
async fn run<A, R, F>(shared: Arc<Shared>, name: &str, retry: Retry, mut work: impl FnMut(u32) -> F) -> A
where
    A: Answer,
    R: RecordsResult<A::Value>,
    F: Future<Output = A>,
{
    let recorder = Recorder::new(shared, name, &Context::current());
    let task = drive(
        recorder,
        name,
        |attempt| {
            let work = work(attempt);
            async { work.await.into_result() }
        },
        retry.clone(),
        R::json,
    );
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
            return unrecorded(&retry, work).await;
        }
    })
}

/// The same attempts, of which nothing is recorded.
async fn unrecorded<A: Answer, F: Future<Output = A>>(retry: &Retry, mut work: impl FnMut(u32) -> F) -> A {
    let mut attempt = 1;
    loop {
        let answer = work(attempt).await.into_result();
        match retry.next(attempt) {
            Some(wait) if answer.is_err() => Delay::new(wait).await,
            _ => return A::from_result(answer),
        }
        attempt += 1;
    }
}
