//! The command line.

use std::{fmt::Write as _, path::PathBuf};

use crate::{report::Format, workload::Workload};

/// What a run was asked for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) workloads: Vec<Workload>,
    pub(crate) format: Format,
    pub(crate) rounds: usize,
    pub(crate) quick: bool,
    /// Only contenders whose name contains this.
    pub(crate) only: Option<String>,
    /// Where the contenders keep their files.
    pub(crate) folder: Option<PathBuf>,
    /// `automerge-paper.json.gz`.
    pub(crate) data: Option<PathBuf>,
}

/// As many as a median needs.
const ROUNDS: usize = 5;

impl Arguments {
    /// Reads the command line; `None` asks for the help.
    pub(crate) fn parse(arguments: impl IntoIterator<Item = String>) -> Result<Option<Self>, String> {
        let mut parsed = Self {
            workloads: Vec::new(),
            format: Format::Table,
            rounds: ROUNDS,
            quick: false,
            only: None,
            folder: None,
            data: None,
        };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("`{argument}` needs a value"));
            match argument.as_str() {
                "-h" | "--help" | "help" => return Ok(None),
                "--json" => parsed.format = Format::Json,
                "--quick" => parsed.quick = true,
                "--rounds" => parsed.rounds = rounds(&value()?)?,
                "--only" => parsed.only = Some(value()?),
                "--folder" => parsed.folder = Some(value()?.into()),
                "--data" => parsed.data = Some(value()?.into()),
                "all" => parsed.workloads.extend(Workload::ALL),
                name => match Workload::named(name) {
                    Some(workload) => parsed.workloads.push(workload),
                    None => return Err(format!("`{name}` is neither a workload nor an option")),
                },
            }
        }
        if parsed.workloads.is_empty() { Err("a workload is missing".to_owned()) } else { Ok(Some(parsed)) }
    }
}

fn rounds(text: &str) -> Result<usize, String> {
    text.parse().ok().filter(|&rounds| rounds > 0).ok_or_else(|| format!("`{text}` is no number of rounds"))
}

/// What `--help` prints.
pub(crate) fn help() -> String {
    let mut text = "\
ChronoStack measured beside what one would use instead.

USAGE
    cargo run --release -p chronostack-bench -- WORKLOAD.. [OPTIONS]

WORKLOADS
"
    .to_owned();
    for workload in Workload::ALL {
        let _ = writeln!(text, "    {:<15} {}", workload.name(), workload.about());
    }
    text += "    \
    all             all of them

OPTIONS
    --json           one JSON object a line: workload, contender, unit, median, min, max, rounds
    --rounds N       rounds, of which the median is taken; 5 if not said
    --quick          a small size: shows that everything runs, measures nothing
    --only TEXT      only contenders whose name contains TEXT
    --folder PATH    where the contenders keep their files; the workspace's target folder if not said
    --data PATH      automerge-paper.json.gz, whose keystrokes are then measured too
";
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Option<Arguments>, String> {
        Arguments::parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn the_command_line_is_read_or_refused() {
        let arguments = parsed("fold --json --rounds 7").expect("it is valid").expect("it asks for no help");
        assert_eq!((arguments.format, arguments.rounds, arguments.quick), (Format::Json, 7, false));
        assert_eq!(parsed("fold --help"), Ok(None));
        assert_eq!(parsed("fold --rounds 0"), Err("`0` is no number of rounds".to_owned()));
        assert_eq!(parsed("fold --rounds"), Err("`--rounds` needs a value".to_owned()));
        assert_eq!(parsed("fond"), Err("`fond` is neither a workload nor an option".to_owned()));
        assert_eq!(parsed(""), Err("a workload is missing".to_owned()));
    }

    #[test]
    fn the_help_names_every_workload() {
        let help = help();
        assert!(Workload::ALL.iter().all(|workload| help.contains(workload.name())));
    }
}
