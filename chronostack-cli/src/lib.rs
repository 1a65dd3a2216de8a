//! ChronoStack's command line.
//!
//! The command `chronostack` shows what a log holds, checks every byte of it, and carries events elsewhere and back. It needs no Rust type,
//! for a log explains itself. `chronostack --help` lists its commands.
//!
//! # Exit codes
//!
//! | code | what it means |
//! |---|---|
//! | 0 | done; of `verify`: the log is sound |
//! | 1 | the log is not sound, or what was asked for could not be done |
//! | 2 | the command line names what is not there: an option, a log, a stream |
//!
//! What is asked for goes to stdout, all else to stderr. Output that nobody reads any more (`| head`) is the end, not an error.

mod app;
mod arguments;
mod attempt;
mod command;
mod failure;
mod log_path;
mod output;

pub use app::App;
