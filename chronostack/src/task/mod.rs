//! Async work that stands in the log: what started, was tried again, ended and how, with what led to it.
//!
//! A task is a stream `task/<name>-<run>-<number>` of the machine [`Task`], which is made by ChronoStack's own macros: histories, the command line and every
//! other tool work on it as on any machine. The kind of stream `task` and the events `task.*` are therefore taken.
//!
//! ```
//! # use chronostack::prelude::*;
//! # fn main() -> Result<(), Box<dyn std::error::Error>> { pollster::block_on(async {
//! use chronostack::task::{Retry, TaskStatus};
//! use std::time::Duration;
//!
//! let stack = ChronoStack::in_memory();
//! let charged = stack.task("charge-card").record_result().run(async { Ok::<_, String>(4_200) }).await?;
//! assert_eq!(charged, 4_200);
//!
//! let mut failures = 1;
//! let retry = Retry::attempts(3).exponential(Duration::from_millis(1), Duration::from_secs(1));
//! let mailed = stack.task("mail").retry(retry).run(|attempt| {
//!     let refused = attempt <= failures;
//!     async move { if refused { Err("greylisted") } else { Ok(attempt) } }
//! });
//! assert_eq!(mailed.await?, 2);
//!
//! let statuses: Vec<_> = stack.tasks().await?.into_iter().map(|task| task.status).collect();
//! assert_eq!(statuses, [TaskStatus::Completed, TaskStatus::Completed]);
//! # Ok(()) }) }
//! ```
//!
//! Within the work the [context](crate::context) is that of the task: what is recorded there has the task for its cause and its lane. A task whose future is dropped is
//! recorded as cancelled, by a thread of the runtime's, without waiting; `close` waits for that thread. One whose process was killed is
//! [interrupted](TaskStatus::Interrupted).

mod builder;
mod drive;
mod error;
mod events;
mod list;
mod machine;
mod recorded_result;
mod recorder;
mod retry;
mod tracked;

pub use builder::{RetriedTask, TaskBuilder};
pub use error::TaskError;
pub use events::{TaskCancelled, TaskCompleted, TaskFailed, TaskRetried, TaskStarted};
pub use list::{TaskStatus, TaskSummary};
pub use machine::{Task, TaskEvent};
pub use recorded_result::{Left, Recorded, RecordsResult};
pub use retry::Retry;
pub use tracked::Answer;
#[doc(hidden)]
pub use tracked::{again, attempt, once, tracked, tracked_in};
