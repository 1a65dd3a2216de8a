//! What the steps need beside cargo itself: installed when missing, and said so.

use std::{
    path::Path,
    process::{Command, Stdio},
    time::Instant,
};

use crate::{
    report::{Report, Verdict},
    step::cargo,
};

const STEP: &str = "toolchain";

/// The cargo subcommands that the steps use, and the rustup component that brings each.
const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

/// Installs the missing components. False when that failed.
pub(crate) fn complete(root: &Path, report: &mut Report) -> bool {
    let started = Instant::now();
    report.open(STEP, "rustfmt and clippy are there, or are installed");
    let missing: Vec<&str> = COMPONENTS
        .into_iter()
        .filter(|(subcommand, _)| !answers(cargo().args([subcommand, "--version"]).current_dir(root)))
        .map(|(_, component)| component)
        .collect();
    let verdict = if missing.is_empty() { Verdict::Passed } else { install(&missing, root) };
    report.record(STEP, verdict, started.elapsed())
}

fn install(components: &[&str], root: &Path) -> Verdict {
    println!("    installing {}: rustup component add {}", components.join(" and "), components.join(" "));
    let status = Command::new("rustup")
        .args(["component", "add"])
        .args(components)
        .current_dir(root)
        .stdin(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => Verdict::Passed,
        Ok(status) => Verdict::Failed(format!("rustup component add {}: {status}", components.join(" "))),
        Err(error) => Verdict::Failed(format!(
            "{} missing, and rustup could not be started ({error}); install them as your system does",
            components.join(" and ")
        )),
    }
}

/// Whether the program runs and ends well. What it says does not matter.
fn answers(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
