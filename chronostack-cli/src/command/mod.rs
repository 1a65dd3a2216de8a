//! The commands, one a module.

mod completions;
mod events;
mod export;
mod man;
mod stats;
mod streams;
mod verify;

mod of_logs;

pub(crate) use of_logs::LogCommand;
