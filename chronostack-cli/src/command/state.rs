//! `chronostack state`

use std::io::Write;

use chronostack::time::Timestamp;
use chronostack_query::Moment;
use clap::Args;

use crate::{
    arguments::{FormatArguments, StreamArguments},
    asked::Asked,
    failure::Failure,
    machines::Machines,
    output::{DIM, Output, STRONG, clean},
};

/// Show the state of a stream: the present one, that of a version, or that of a time
///
/// JSON: `{"stream", "version", "name", "state"}`.
#[derive(Args, Debug)]
pub(crate) struct State {
    #[command(flatten)]
    which: StreamArguments,
    /// As it was at this version; 0 is the initial state
    #[arg(long, value_name = "V", conflicts_with = "as_of")]
    at: Option<u64>,
    /// As it was recorded at this time (2026-11-23T12:00:00Z)
    #[arg(long, value_name = "TIME")]
    as_of: Option<Timestamp>,
    #[command(flatten)]
    format: FormatArguments,
}

impl State {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let asked = Asked::find(&self.which, machines)?;
        let moment = match (self.at, self.as_of) {
            (Some(version), _) => Moment::Version(version),
            (_, Some(time)) => Moment::Time(time),
            _ => Moment::Now,
        };
        let state = asked.state(moment)?;
        let mut output = Output::new();
        if self.format.json {
            output.json(&state)?;
        } else {
            let (stream, version, name) = (clean(state.stream.as_str()), state.version, state.name);
            writeln!(output, "{STRONG}{stream}{STRONG:#} {DIM}at version{DIM:#} {version}{DIM}:{DIM:#} {name}")?;
            // The name of an enum's variant was said.
            let content = state.state.get(name).filter(|_| asked.machine.spec().is_enum).unwrap_or(&state.state);
            if content.as_str() != Some(name) {
                writeln!(output, "{}", clean_lines(&format!("{content:#}")))?;
            }
        }
        Ok(output.flush()?)
    }
}

fn clean_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(clean).collect();
    lines.join("\n")
}
