//! The commands that need a reducer.

use clap::Subcommand;

use crate::{
    command::{
        blame::Blame, capture::Capture, diagram::Diagram, diff::Diff, first::First, history::History, state::State,
        what_if::WhatIfCommand,
    },
    failure::Failure,
    machines::Machines,
};

/// The commands that need a reducer: there where a machine is registered.
#[derive(Debug, Subcommand)]
pub(crate) enum MachineCommand {
    State(State),
    History(History),
    Diff(Diff),
    Blame(Blame),
    First(First),
    #[command(name = "what-if")]
    WhatIf(WhatIfCommand),
    Capture(Capture),
    Diagram(Diagram),
}

impl MachineCommand {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        match self {
            Self::State(command) => command.run(machines),
            Self::History(command) => command.run(machines),
            Self::Diff(command) => command.run(machines),
            Self::Blame(command) => command.run(machines),
            Self::First(command) => command.run(machines),
            Self::WhatIf(command) => command.run(machines),
            Self::Capture(command) => command.run(machines),
            Self::Diagram(command) => command.run(machines),
        }
    }
}
