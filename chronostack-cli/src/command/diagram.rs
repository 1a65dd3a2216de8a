//! `chronostack diagram`

use std::io::Write;

use clap::{Args, ValueEnum};

use crate::{failure::Failure, machines::Machines, output::Output};

/// Write a machine's table of states and transitions as a diagram
#[derive(Args, Debug)]
pub(crate) struct Diagram {
    /// The machine, by the name of its state's type
    #[arg(value_name = "MACHINE")]
    machine: String,
    /// The language of the diagram
    #[arg(long, short, default_value = "mermaid")]
    format: Format,
}

/// The language of a diagram.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// For Markdown, and mermaid.live
    Mermaid,
    /// For Graphviz
    Dot,
    /// The whole table as data
    Json,
}

impl Diagram {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let spec = machines.named(&self.machine)?.spec();
        let mut output = Output::new();
        match self.format {
            Format::Mermaid => output.write_all(spec.to_mermaid().as_bytes())?,
            Format::Dot => output.write_all(spec.to_dot().as_bytes())?,
            Format::Json => output.json(spec)?,
        }
        Ok(output.flush()?)
    }
}
