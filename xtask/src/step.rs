//! One step: a program run to its end.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use crate::report::{Report, Verdict};

/// A step of a plan.
pub(crate) struct Step {
    /// What it proves, in two or three words.
    pub(crate) name: String,
    /// What is done.
    pub(crate) action: Action,
}

/// Answers, given the project's root, with why something does not hold.
type Holds = Box<dyn Fn(&Path) -> Result<(), String>>;

/// What a step does.
pub(crate) enum Action {
    /// Runs a program.
    Run {
        /// `cargo` stands for the one that runs this program.
        program: &'static str,
        /// The arguments.
        arguments: Vec<String>,
        /// Where, below the project's root.
        folder: &'static str,
        /// Environment variables to set, and to remove where there is no value.
        environment: Vec<(&'static str, Option<&'static str>)>,
    },
    /// Asks for something that is no program.
    Ask {
        /// What, in a few words.
        what: &'static str,
        /// Whether it holds.
        holds: Holds,
    },
    /// Does nothing, for this reason.
    LeaveOut(String),
}

impl Step {
    /// A `cargo` step. The arguments are separated by blanks.
    pub(crate) fn cargo(name: impl Into<String>, arguments: &str) -> Self {
        Self::run_in("", name, "cargo", arguments)
    }

    /// A step that runs a program in a folder of the project. The arguments are separated by blanks.
    pub(crate) fn run_in(
        folder: &'static str,
        name: impl Into<String>,
        program: &'static str,
        arguments: &str,
    ) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        Self { name: name.into(), action: Action::Run { program, arguments, folder, environment: Vec::new() } }
    }

    /// A step that asks for something, given the project's root.
    pub(crate) fn ask(
        name: impl Into<String>,
        what: &'static str,
        holds: impl Fn(&Path) -> Result<(), String> + 'static,
    ) -> Self {
        Self { name: name.into(), action: Action::Ask { what, holds: Box::new(holds) } }
    }

    /// A step that is left out, for `reason`.
    pub(crate) fn left_out(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), action: Action::LeaveOut(reason.into()) }
    }

    /// Adds one argument as it is, blanks included.
    #[must_use]
    pub(crate) fn argument(mut self, one: impl Into<String>) -> Self {
        if let Action::Run { arguments, .. } = &mut self.action {
            arguments.push(one.into());
        }
        self
    }

    /// Sets an environment variable, or removes it.
    #[must_use]
    pub(crate) fn environment(mut self, name: &'static str, value: Option<&'static str>) -> Self {
        if let Action::Run { environment, .. } = &mut self.action {
            environment.push((name, value));
        }
        self
    }

    /// Does it and tells `report`. False when it failed.
    pub(crate) fn run(&self, root: &Path, report: &mut Report) -> bool {
        let started = Instant::now();
        let verdict = match &self.action {
            Action::LeaveOut(reason) => {
                report.open(&self.name, &format!("left out: {reason}"));
                Verdict::LeftOut(reason.clone())
            }
            Action::Ask { what, holds } => {
                report.open(&self.name, what);
                holds(root).map_or_else(Verdict::Failed, |()| Verdict::Passed)
            }
            Action::Run { program, arguments, folder, environment } => {
                report.open(&self.name, &format!("{program} {}", arguments.join(" ")));
                let mut command = if *program == "cargo" { cargo() } else { Command::new(program) };
                command.args(arguments).current_dir(root.join(folder)).stdin(Stdio::null());
                for (name, value) in environment {
                    match value {
                        Some(value) => command.env(name, value),
                        None => command.env_remove(name),
                    };
                }
                match command.status() {
                    Ok(status) if status.success() => Verdict::Passed,
                    Ok(status) => Verdict::Failed(status.to_string()),
                    Err(error) => Verdict::Failed(format!("could not be started: {error}")),
                }
            }
        };
        report.record(&self.name, verdict, started.elapsed())
    }
}

/// The cargo that runs this program, so that `cargo +nightly xtask` stays on nightly.
pub(crate) fn cargo() -> Command {
    Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}
