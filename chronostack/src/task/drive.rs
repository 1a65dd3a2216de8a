//! Running a task's attempts.

use std::{
    any::Any,
    fmt::Display,
    future::{Future, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind, resume_unwind},
    pin::pin,
    task::Poll,
};

use futures_timer::Delay;

use crate::{
    context::{Context, WithContext},
    replay::panic_message,
    task::{error::TaskError, recorder::Recorder, retry::Retry},
};

/// Runs attempt after attempt, as `work` makes them and `retry` allows, and records how they went.
pub(super) async fn drive<T, E: Display, F: Future<Output = Result<T, E>>>(
    mut recorder: Recorder,
    name: &str,
    mut work: impl FnMut(u32) -> F,
    retry: Retry,
    json: fn(&T) -> Option<String>,
) -> Result<T, TaskError<T, E>> {
    recorder.start(name).await.map_err(TaskError::NotStarted)?;
    loop {
        let attempts = recorder.attempt();
        let error = match attempt(recorder.context(), || work(attempts)).await {
            Ok(Ok(value)) => {
                return match recorder.complete(json(&value)).await {
                    Ok(()) => Ok(value),
                    Err(source) => Err(TaskError::Unrecorded { value, source }),
                };
            }
            Ok(Err(error)) => error,
            Err(panic) => {
                if let Err(error) = recorder.fail(format!("panicked: {}", panic_message(&*panic))).await {
                    tracing::error!(task = name, %error, "that a task panicked is not recorded");
                }
                resume_unwind(panic);
            }
        };
        let Some(wait) = retry.next(attempts) else {
            let unrecorded = recorder.fail(error.to_string()).await.err();
            return Err(TaskError::Failed { error, attempts, unrecorded });
        };
        if let Err(unrecorded) = recorder.retry(error.to_string(), wait).await {
            tracing::error!(task = name, error = %unrecorded, "that an attempt failed is not recorded; the next one starts all the same");
        }
        if !wait.is_zero() {
            Delay::new(wait).await;
        }
        recorder.attempt_again();
    }
}

/// What one attempt came to, or its panic.
async fn attempt<T, F: Future<Output = T>>(
    context: Context,
    work: impl FnOnce() -> F,
) -> Result<T, Box<dyn Any + Send>> {
    // Nothing of what panicked is looked at again but by the panic's own handler.
    let work = catch_unwind(AssertUnwindSafe(|| context.run(work)))?;
    let mut work = pin!(work.with_context(context));
    poll_fn(|cx| match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(cx))) {
        Ok(poll) => poll.map(Ok),
        Err(panic) => Poll::Ready(Err(panic)),
    })
    .await
}
