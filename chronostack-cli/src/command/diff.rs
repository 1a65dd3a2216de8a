//! `chronostack diff`

use std::io::Write;

use clap::Args;

use crate::{
    arguments::{FormatArguments, StreamArguments},
    asked::Asked,
    failure::Failure,
    machines::Machines,
    output::{Output, clean, print_changes},
};

/// Show what differs between two versions of a stream
///
/// JSON: `{"before", "after", "changes"}`, the first two the names of the states; with --patch the JSON Patch (RFC 6902) from one to the other.
#[derive(Args, Debug)]
pub(crate) struct Diff {
    #[command(flatten)]
    which: StreamArguments,
    /// The version before; 0 is the initial state
    v1: u64,
    /// The version after
    v2: u64,
    /// Show long values whole
    #[arg(long)]
    whole: bool,
    /// Answer with a JSON Patch
    #[arg(long)]
    patch: bool,
    #[command(flatten)]
    format: FormatArguments,
}

impl Diff {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let asked = Asked::find(&self.which, machines)?;
        let wanted = self.v1.max(self.v2);
        asked.story(|story| {
            let Some(diff) = story.diff(self.v1, self.v2) else {
                let (stream, last) = (story.stream(), story.version());
                return Err(Failure::usage(format!("{stream} has no version {wanted}: its last is {last}")));
            };
            let mut output = Output::new();
            if self.patch {
                output.json(&diff.to_json_patch())?;
            } else if self.format.json {
                output.json(&diff)?;
            } else if diff.is_empty() || self.whole {
                let text = format!("{diff:#}");
                let lines: Vec<_> = text.lines().map(clean).collect();
                writeln!(output, "{}", lines.join("\n"))?;
            } else {
                if let Some((before, after)) = diff.states() {
                    let same = if before == after { before.to_owned() } else { format!("{before} -> {after}") };
                    writeln!(output, "{same}")?;
                }
                print_changes(diff.changes(), if diff.states().is_some() { 2 } else { 0 }, &mut output)?;
            }
            Ok(output.flush()?)
        })
    }
}
