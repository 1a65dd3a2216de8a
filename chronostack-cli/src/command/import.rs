//! `chronostack import`

use std::{
    io::{self, BufRead, IsTerminal, Write},
    path::PathBuf,
    sync::Arc,
};

use chronostack::{interchange::BatchCause, log::AppendError};
use chronostack_query::{ImportError, Imported, import};
use clap::Args;
use pollster::block_on;

use crate::{
    failure::Failure,
    log_path::LogPath,
    machines::Machines,
    output::{Output, Progress, counted},
};

/// Append events that were exported, from stdin: ids, times and versions are kept
///
/// A log's times never run back, so that of an event older than the log's last becomes the last's: bring several logs into one by one `export` of them all.
///
/// Lines are appended in batches, each wholly or not at all. Events that the log has already are passed over, so an import that was cut short can
/// be repeated. The log is made if there is none: a folder, or an SQLite database where LOG ends in `.sqlite` or `.db`.
#[derive(Args, Debug)]
pub(crate) struct Import {
    /// The log, into which nobody else may be writing where it is a folder
    #[arg(value_name = "LOG")]
    log: PathBuf,
}

impl Import {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        if io::stdin().is_terminal() {
            let path = self.log.display();
            return Err(Failure::usage("the lines are read from stdin, and that is a terminal").tip(format!(
                "`chronostack import {path} < FILE`, or `chronostack export OTHER | chronostack import {path}`"
            )));
        }
        let path = LogPath::find_or_new(&self.log)?;
        let log = path.open_to_write()?;
        let progress = Progress::before_answer("events", None);
        let mut so_far = Imported::default();
        let kinds = machines.event_kinds().into_iter().map(Arc::new);
        let lines = io::stdin().lock().lines();
        let done = block_on(import(log.as_ref(), kinds, lines, &mut |imported| {
            progress.set(imported.events + imported.known);
            so_far = imported.clone();
        }));
        let closed = block_on(log.close());
        drop(progress);
        let imported = done.map_err(|error| failure(&error, &so_far))?;
        closed?;
        let mut output = Output::new();
        writeln!(output, "imported {} into {}", counted(imported.events, "event"), path.describe())?;
        if imported.known > 0 {
            writeln!(output, "passed over {} that it had already", counted(imported.known, "event"))?;
        }
        Ok(output.flush()?)
    }
}

fn failure(error: &ImportError, so_far: &Imported) -> Failure {
    let failure = Failure::new(format!("failed to {error}"));
    let failure = match error {
        ImportError::Line(line) if matches!(line.source, BatchCause::UnknownKind { .. }) => failure
            .tip("export it with `chronostack export`, whose lines tell the shapes, or import by a program with your machines"),
        ImportError::Append { source: AppendError::Conflict { expected, actual, .. }, .. } if expected > actual => {
            failure.tip(format!("import the versions {} to {expected} first: streams have no gaps", actual + 1))
        }
        ImportError::Append { source: AppendError::Conflict { .. }, .. } => {
            failure.tip("the stream goes on otherwise in this log; import into a log of its own")
        }
        _ => failure,
    };
    if so_far.events == 0 {
        return failure.tip("nothing was imported");
    }
    let before = counted(so_far.events, "event");
    failure.tip(format!(
        "the batches before are imported ({before}), and nothing of this one; mend it and import all of it again"
    ))
}
