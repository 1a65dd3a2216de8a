//! `chronostack first`

use std::io::Write;

use chronostack_query::{Expression, StepBrief};
use clap::Args;
use serde::Serialize;

use crate::{
    arguments::{FormatArguments, StreamArguments},
    asked::Asked,
    failure::Failure,
    machines::Machines,
    output::{DIM, Output, STRONG, clean},
};

/// Find the first version of a stream of which an expression holds
///
/// An expression compares what stands at a JSON Pointer, or the state's name, with JSON, and joins that by `and`, `or`, `not` and parentheses:
/// `/due_cents > 100 and not state == "Settled"`. There are `==`, `!=`, `<`, `<=`, `>`, `>=`, `contains`, `startswith`, and `exists /pointer`.
///
/// JSON: `{"where", "version", "tested", "holds_now", "step"}`; version and step are null where it holds of none.
#[derive(Args, Debug)]
pub(crate) struct First {
    #[command(flatten)]
    which: StreamArguments,
    /// The expression
    #[arg(value_name = "EXPRESSION")]
    holds: String,
    /// Look at few versions, by halving: right for what is true for good once it is true
    #[arg(long)]
    bisect: bool,
    #[command(flatten)]
    format: FormatArguments,
}

#[derive(Serialize)]
struct Found<'a> {
    #[serde(rename = "where")]
    holds: &'a str,
    version: Option<u64>,
    /// How many states were looked at.
    tested: u64,
    /// Whether it holds of the last state.
    holds_now: bool,
    step: Option<StepBrief>,
}

impl First {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let expression: Expression = self.holds.parse().map_err(|error| {
            Failure::usage(format!("failed to {error}")).tip("as in `/due_cents > 100 and not state == \"Settled\"`")
        })?;
        let asked = Asked::find(&self.which, machines)?;
        asked.story(|story| {
            let mut tested = 0;
            let version = story.first(self.bisect, &mut |state| {
                tested += 1;
                expression.holds(state)
            });
            let now = story.view(story.version());
            let found = Found {
                holds: &self.holds,
                version,
                tested,
                holds_now: now.is_some_and(|state| expression.holds(&state)),
                step: version.and_then(|version| story.step(version)).map(|(step, _)| step),
            };
            let mut output = Output::new();
            if self.format.json {
                output.json(&found)?;
            } else {
                print(&found, &mut output)?;
            }
            Ok(output.flush()?)
        })
    }
}

fn print(found: &Found<'_>, output: &mut Output) -> Result<(), Failure> {
    let Found { tested, holds_now, step, .. } = found;
    match step {
        None => writeln!(output, "it holds of no version; {tested} were looked at")?,
        Some(step) => {
            let transition = step.transition.as_deref().unwrap_or("(ignored)");
            write!(
                output,
                "{}  {STRONG}{}{STRONG:#}  {transition}  {DIM}{:.3}",
                step.version, step.event, step.recorded_at
            )?;
            if let Some(actor) = &step.actor {
                write!(output, "  by {}", clean(actor))?;
            }
            let still = if *holds_now { "still holds" } else { "no longer holds" };
            writeln!(output, "{DIM:#}\n   it {still} in the end; {tested} versions were looked at")?;
        }
    }
    Ok(())
}
