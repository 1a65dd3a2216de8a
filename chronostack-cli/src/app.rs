//! The program.

use std::{path::PathBuf, process::ExitCode};

use chronostack::machine::Reducer;
use clap::{
    Command, FromArgMatches, Subcommand,
    error::{ContextKind, ContextValue},
};

use crate::{
    arguments::STYLES,
    command::{LogCommand, MachineCommand},
    failure::Failure,
    machines::Machines,
};

const AFTER_HELP: &str = "\
Exit codes: 0 done, or sound; 1 not sound, or it could not be done; 2 the command line names what is not there.

Logs are read beside whoever writes to them. Colours are left out where no terminal reads them, or NO_COLOR is set; COLUMNS sets how wide \
lines may be.";

/// The command line, with no machine or with yours. See the [crate](crate).
#[derive(Debug, Default)]
#[must_use = "call `run`"]
pub struct App {
    machines: Machines,
}

impl App {
    /// The command line with all that needs no Rust type.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a machine: then there are the commands `state`, `history`, `diff`, `blame`, `first`, `what-if`, `capture` and `diagram`, too.
    pub fn machine<R: Reducer>(mut self) -> Self {
        self.machines.add::<R>();
        self
    }

    /// Does what the program's arguments say, and answers with its [exit code](crate#exit-codes).
    pub fn run(self) -> ExitCode {
        self.answer().map_or_else(|failure| failure.tell(), |()| ExitCode::SUCCESS)
    }

    fn answer(&self) -> Result<(), Failure> {
        let matches = match self.command().try_get_matches() {
            Ok(matches) => matches,
            Err(error) => match unregistered(&error) {
                Some(failure) => return Err(failure),
                None => error.exit(),
            },
        };
        if matches.subcommand_name().is_some_and(MachineCommand::has_subcommand) {
            let command = MachineCommand::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
            return command.run(&self.machines);
        }
        let command = LogCommand::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
        command.run(&self.machines, || self.command())
    }

    /// The command line as clap knows it.
    fn command(&self) -> Command {
        let command = LogCommand::augment_subcommands(Command::new(program()));
        let command = if self.machines.is_empty() { command } else { MachineCommand::augment_subcommands(command) };
        command
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

/// The program's own name: one with machines has another, which its completions must be for.
fn program() -> String {
    let path = std::env::args_os().next().map(PathBuf::from);
    let name = path.as_deref().and_then(|path| path.file_stem()).and_then(|name| name.to_str());
    name.unwrap_or("chronostack").to_owned()
}

/// That a command is there only with a machine.
fn unregistered(error: &clap::Error) -> Option<Failure> {
    let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand) else { return None };
    MachineCommand::has_subcommand(name).then(|| {
        Failure::usage(format!("`{name}` needs your code: this program knows no machine"))
            .tip("make a program of your own that does, and run that:\n\n       fn main() -> std::process::ExitCode {\n           chronostack_cli::App::new().machine::<Order>().run()\n       }")
    })
}
