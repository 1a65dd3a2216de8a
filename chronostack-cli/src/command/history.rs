//! `chronostack history`

use std::{io::Write, ops::ControlFlow};

use chronostack_query::StepData;
use clap::Args;

use crate::{
    arguments::{FormatArguments, StreamArguments},
    asked::Asked,
    attempt::Attempt,
    failure::Failure,
    machines::Machines,
    output::{DIM, Output, STRONG, clean, fit, print_changes},
};

/// Show what happened to a stream: each event, the transition that it made, and what it changed
///
/// A history that today's code cannot fold is shown up to the event at which that fails, and the exit code is 1.
///
/// JSON, for each event: `{"version", "position", "recorded_at", "actor", "event", "transition", "recorded_transition", "data", "before", "after",
/// "changes"}`; before and after are the names of the states.
#[derive(Args, Debug)]
pub(crate) struct History {
    #[command(flatten)]
    which: StreamArguments,
    /// Start at this version
    #[arg(long, value_name = "V", default_value_t = 1)]
    from: u64,
    /// Show so many events at most
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<u64>,
    #[command(flatten)]
    format: FormatArguments,
}

impl History {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let asked = Asked::find(&self.which, machines)?;
        let mut output = Output::new();
        let mut left = self.limit.unwrap_or(u64::MAX);
        asked.story(|story| {
            let mut attempt = Attempt::default();
            story.steps(self.from, &mut |step| {
                if left == 0 {
                    return ControlFlow::Break(());
                }
                left -= 1;
                attempt.go_on(if self.format.json { output.json(step) } else { print(step, &mut output) })
            });
            attempt.result()?;
            Ok(output.flush()?)
        })
    }
}

fn print(step: &StepData, output: &mut Output) -> Result<(), Failure> {
    let transition = step.transition.as_deref().unwrap_or("(ignored)");
    write!(output, "{}  {STRONG}{}{STRONG:#}  {transition}  {DIM}{:.3}", step.version, step.event, step.recorded_at)?;
    if let Some(actor) = &step.actor {
        write!(output, "  by {}", clean(actor))?;
    }
    writeln!(output, "{DIM:#}")?;
    if let Some(recorded) = step.recorded_transition.as_deref().filter(|recorded| *recorded != transition) {
        writeln!(output, "   recorded as {}", clean(recorded))?;
    }
    let data = clean(step.data.get());
    let columns = output.columns.map_or(usize::MAX, |columns| columns.saturating_sub(3).max(16));
    writeln!(output, "   {DIM}{}{DIM:#}", fit(&data, columns))?;
    print_changes(step.diff.changes(), 3, output)?;
    if step.diff.is_empty() {
        writeln!(output, "   no change")?;
    }
    Ok(())
}
