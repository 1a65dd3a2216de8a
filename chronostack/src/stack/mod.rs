//! The runtime: a log, a clock, and the machines that dispatch to it.

mod access;
mod builder;
mod cache;
mod cause;
mod commit;
mod committed;
mod comparison;
mod core;
mod decide;
mod decoder;
mod dispatch;
mod envelope;
mod error;
mod handle;
mod labels;
mod loader;
mod machine;
mod options;
mod plan;
mod replay;
mod replayer;
mod shared;
mod streams;
mod verify;
mod verify_all;

pub use builder::Builder;
pub use cause::Causes;
pub use committed::{Committed, Versioned};
pub use decide::Decide;
pub use dispatch::Dispatch;
pub use error::{CommitFailure, DecideError, DispatchError, LoadError};
pub use handle::ChronoStack;
pub use machine::Machine;
pub use replay::{Progress, Replay, Replayed};
pub use verify::VerifyError;
pub use verify_all::{VerifiedAll, VerifyAll};
