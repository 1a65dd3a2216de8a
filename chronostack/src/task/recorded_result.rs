//! Whether a task's answer is recorded.

use serde::Serialize;

/// Its answer is left to who awaits it. The default.
#[derive(Clone, Copy, Debug)]
pub struct Left;

/// Its answer is recorded, as JSON: [`TaskBuilder::record_result`](crate::task::TaskBuilder::record_result).
#[derive(Clone, Copy, Debug)]
pub struct Recorded;

/// What of an answer `T` is recorded: nothing by [`Left`], all of it by [`Recorded`], which needs it to be `Serialize`.
pub trait RecordsResult<T> {
    /// The answer as JSON.
    fn json(answer: &T) -> Option<String>;
}

impl<T> RecordsResult<T> for Left {
    fn json(_: &T) -> Option<String> {
        None
    }
}

impl<T: Serialize> RecordsResult<T> for Recorded {
    fn json(answer: &T) -> Option<String> {
        let json = serde_json::to_string(answer);
        json.inspect_err(|error| tracing::warn!(%error, "a task's result is no JSON, and not recorded")).ok()
    }
}
