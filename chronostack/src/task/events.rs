//! What can happen to a task.

use chronostack_macros::Event;
use serde::{Deserialize, Serialize};

/// Its first attempt starts.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "task.started")]
pub struct TaskStarted {
    /// What it does, as `charge-card`.
    pub name: String,
    /// Which opening of the log it runs under: 16 hexadecimal digits. One of an earlier opening runs no more.
    pub run: String,
}

/// An attempt failed, and there is to be another.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "task.retried")]
pub struct TaskRetried {
    /// The attempt that failed, from 1.
    pub attempt: u32,
    /// How long it took.
    pub took_ns: u64,
    /// What went wrong: the first 4 KiB of it, and ` ..` where there was more.
    pub error: String,
    /// How long the next one waits.
    pub wait_ns: u64,
}

/// It did what it was to do.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "task.completed")]
pub struct TaskCompleted {
    /// The attempt that did, from 1.
    pub attempt: u32,
    /// How long that took.
    pub took_ns: u64,
    /// How long all of it took, with every attempt and what lay between.
    pub total_ns: u64,
    /// What it answered, as JSON, where that was to be recorded and is no longer than [`payload_bytes_max`](crate::limits::Limits) lets it be.
    pub result: Option<String>,
}

/// Its last attempt failed.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "task.failed")]
pub struct TaskFailed {
    /// The attempt, from 1.
    pub attempt: u32,
    /// How long it took.
    pub took_ns: u64,
    /// How long all of it took, with every attempt and what lay between.
    pub total_ns: u64,
    /// What went wrong: the first 4 KiB of it, and ` ..` where there was more.
    pub error: String,
}

/// Its future was dropped before it ended.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "task.cancelled")]
pub struct TaskCancelled {
    /// The attempt that was under way, or waited for, from 1.
    pub attempt: u32,
    /// How long that had taken.
    pub took_ns: u64,
    /// How long all of it had taken, with every attempt and what lay between.
    pub total_ns: u64,
}
