//! ChronoStack's command line.
//!
//! The command `chronostack` shows what a log holds, checks every byte of it, and carries events elsewhere and back. It needs no Rust type,
//! for a log explains itself. `chronostack --help` lists its commands.
//!
//! What needs a reducer is the same program with your machines registered, two lines in a crate of your own:
//!
//! ```no_run
//! # use chronostack::prelude::*;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Noted { pub text: String }
//! # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
//! # pub struct Notes { texts: Vec<String> }
//! # #[reducer(pub enum NotesEvent)]
//! # impl Notes {
//! #     fn noted(&mut self, event: &Noted) { self.texts.push(event.text.clone()); }
//! # }
//! fn main() -> std::process::ExitCode {
//!     chronostack_cli::App::new().machine::<Notes>().run()
//! }
//! ```
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
mod asked;
mod attempt;
mod command;
mod failure;
mod log_path;
mod machines;
mod output;

pub use app::App;
