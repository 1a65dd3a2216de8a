//! The program.

use std::process::ExitCode;

use clap::{Command, FromArgMatches, Subcommand};

use crate::{arguments::STYLES, command::LogCommand, failure::Failure};

const AFTER_HELP: &str = "\
Exit codes: 0 done, or sound; 1 not sound, or it could not be done; 2 the command line names what is not there.

Logs are read beside whoever writes to them. Colours are left out where no terminal reads them, or NO_COLOR is set; COLUMNS sets how wide \
lines may be.";

/// The command line, with no machine or with yours. See the [crate](crate).
#[derive(Debug, Default)]
#[must_use = "call `run`"]
pub struct App {}

impl App {
    /// The command line with all that needs no Rust type.
    pub fn new() -> Self {
        Self::default()
    }

    /// Does what the program's arguments say, and answers with its [exit code](crate#exit-codes).
    pub fn run(self) -> ExitCode {
        let matches = match Self::command().try_get_matches() {
            Ok(matches) => matches,
            Err(error) => error.exit(),
        };
        let done = match LogCommand::from_arg_matches(&matches) {
            Ok(command) => command.run(Self::command),
            Err(error) => error.exit(),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => Failure::tell(&failure),
        }
    }

    /// The command line as clap knows it.
    fn command() -> Command {
        LogCommand::augment_subcommands(Command::new("chronostack"))
            .version(env!("CARGO_PKG_VERSION"))
            .about("Look into a ChronoStack log, check it, and carry its events elsewhere")
            .after_help(AFTER_HELP)
            .styles(STYLES)
            .subcommand_required(true)
            .arg_required_else_help(true)
            .disable_help_subcommand(true)
            .max_term_width(120)
    }
}
