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

/// What a step does.
pub(crate) enum Action {
    /// Runs `cargo` with these arguments.
    Cargo {
        /// The arguments.
        arguments: Vec<String>,
        /// Environment variables to set, and to remove where there is no value.
        environment: Vec<(&'static str, Option<&'static str>)>,
    },
    /// Does nothing, for this reason.
    LeaveOut(String),
}

impl Step {
    /// A `cargo` step. The arguments are separated by blanks.
    pub(crate) fn cargo(name: impl Into<String>, arguments: &str) -> Self {
        let arguments = arguments.split_whitespace().map(str::to_owned).collect();
        Self { name: name.into(), action: Action::Cargo { arguments, environment: Vec::new() } }
    }

    /// A step that is left out, for `reason`.
    pub(crate) fn left_out(name: impl Into<String>, reason: impl Into<String>) -> Self {
        Self { name: name.into(), action: Action::LeaveOut(reason.into()) }
    }

    /// Adds one argument as it is, blanks included.
    #[must_use]
    pub(crate) fn argument(mut self, one: impl Into<String>) -> Self {
        if let Action::Cargo { arguments, .. } = &mut self.action {
            arguments.push(one.into());
        }
        self
    }

    /// Sets an environment variable, or removes it.
    #[must_use]
    pub(crate) fn environment(mut self, name: &'static str, value: Option<&'static str>) -> Self {
        if let Action::Cargo { environment, .. } = &mut self.action {
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
            Action::Cargo { arguments, environment } => {
                report.open(&self.name, &format!("cargo {}", arguments.join(" ")));
                let mut command = cargo();
                command.args(arguments).current_dir(root).stdin(Stdio::null());
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
