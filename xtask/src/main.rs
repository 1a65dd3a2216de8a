//! The project's own commands: `cargo xtask test` and nothing else so far. Standard library only, so that it builds in
//! a second on a clean clone.

mod browser;
mod data;
mod fuzz;
mod plan;
mod report;
mod step;
mod toolchain;

use std::{path::PathBuf, process::ExitCode};

use crate::{plan::Options, report::Report};

const HELP: &str = "\
The project's own commands.

USAGE
    cargo xtask test [--extended]

COMMANDS
    test          Everything that must hold before a change is merged, in this order: the toolchain's
                  components (installed when missing), formatting, clippy, tests and doc tests, documentation,
                  the examples; then the dashboard's page, which is checked, tested, built and compared with the
                  one that is committed, and looked at in Chromium. Stops at the first step that fails; exit
                  code 0 when all passed.

OPTIONS
    --extended    The long forms too: sets CHRONOSTACK_EXTENDED=1, with which more seeds of faults are tried and
                  a writer is killed more often, explores the orders in which a log's threads run, runs each fuzz target for a
                  minute, and the benchmark at a small size.
    -h, --help    This text.

ENVIRONMENT
    CHRONOSTACK_DATA    A folder with bpic2012.xes.gz and automerge-paper.json.gz, on which the examples then run
                        too. Default: ../shared/data beside the project, if it exists.
    CHROMIUM            The browser. Default: /usr/bin/chromium, which root has installed by apt when missing.
    CI                  When set, no snapshot and no expected compiler message is ever written, and what needs
                        Node.js or Chromium fails where one is missing; otherwise it is then left out.
";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match parse(&arguments) {
        Ok(Command::Help) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Command::Test(options)) => test(options),
        Err(message) => {
            eprintln!("xtask: {message}\n\n{HELP}");
            ExitCode::from(2)
        }
    }
}

#[derive(Debug, PartialEq)]
enum Command {
    Help,
    Test(Options),
}

fn parse(arguments: &[String]) -> Result<Command, String> {
    let mut command = None;
    let mut extended = false;
    for argument in arguments {
        match argument.as_str() {
            "-h" | "--help" | "help" => return Ok(Command::Help),
            "--extended" => extended = true,
            "test" if command.is_none() => command = Some("test"),
            other => return Err(format!("`{other}` is not understood")),
        }
    }
    match command {
        Some(_) => Ok(Command::Test(Options { extended, ci: std::env::var_os("CI").is_some() })),
        None => Err("a command is missing".to_owned()),
    }
}

fn test(options: Options) -> ExitCode {
    let root = root();
    let mut report = Report::default();
    let passed = toolchain::complete(&root, &mut report)
        && plan::steps(&root, options).iter().all(|step| step.run(&root, &mut report));
    report.close(passed);
    if passed { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// The workspace's root: the folder above this package.
fn root() -> PathBuf {
    let package = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    package.parent().map_or_else(|| package.clone(), PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn the_command_line_is_read_or_refused() {
        assert!(matches!(parsed("test"), Ok(Command::Test(Options { extended: false, .. }))));
        assert!(matches!(parsed("test --extended"), Ok(Command::Test(Options { extended: true, .. }))));
        assert_eq!(parsed("--help"), Ok(Command::Help));
        assert_eq!(parsed("test --help"), Ok(Command::Help));
        assert_eq!(parsed("test --fast"), Err("`--fast` is not understood".to_owned()));
        assert_eq!(parsed(""), Err("a command is missing".to_owned()));
    }
}
