//! The commands that need no Rust type.

use clap::Subcommand;

#[cfg(feature = "serve")]
use crate::command::serve::Serve;
use crate::{
    command::{
        completions::Completions, events::Events, export::Export, import::Import, man::Man, profile::Profile,
        stats::Stats, streams::Streams, tasks::Tasks, trace::Trace, verify::Verify,
    },
    failure::Failure,
    machines::Machines,
};

/// The commands that need no Rust type: a log explains itself.
#[derive(Debug, Subcommand)]
pub(crate) enum LogCommand {
    Streams(Streams),
    Events(Events),
    Stats(Stats),
    Verify(Verify),
    Export(Export),
    Import(Import),
    Trace(Trace),
    Tasks(Tasks),
    Profile(Profile),
    #[cfg(feature = "serve")]
    Serve(Serve),
    Completions(Completions),
    Man(Man),
}

impl LogCommand {
    pub(crate) fn run(&self, machines: &Machines, whole: impl FnOnce() -> clap::Command) -> Result<(), Failure> {
        match self {
            Self::Streams(command) => command.run(),
            Self::Events(command) => command.run(),
            Self::Stats(command) => command.run(),
            Self::Verify(command) => command.run(machines),
            Self::Export(command) => command.run(),
            Self::Import(command) => command.run(machines),
            Self::Trace(command) => command.run(),
            Self::Tasks(command) => command.run(),
            Self::Profile(command) => command.run(),
            #[cfg(feature = "serve")]
            Self::Serve(command) => command.run(machines),
            Self::Completions(command) => command.run(whole()),
            Self::Man(command) => command.run(whole()),
        }
    }
}
