//! The commands, one a module.

mod blame;
mod capture;
mod completions;
mod diagram;
mod diff;
mod events;
mod export;
mod first;
mod history;
mod import;
mod man;
mod profile;
#[cfg(feature = "serve")]
mod serve;
mod state;
mod stats;
mod streams;
mod tasks;
mod trace;
mod verify;
mod what_if;

mod of_logs;
mod of_machines;

pub(crate) use of_logs::LogCommand;
pub(crate) use of_machines::MachineCommand;
