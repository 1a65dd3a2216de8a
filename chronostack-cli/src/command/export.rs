//! `chronostack export`

use std::io::Write;

use chronostack::{interchange::CloudEvent, log::RecordRef};
use clap::Args;
use pollster::block_on;

use crate::{
    arguments::{EventArguments, LogArgument},
    attempt::Attempt,
    failure::Failure,
    log_path::LogPath,
    output::{Output, Progress},
};

/// Write events as lines of CloudEvents 1.0 JSON, which `import` reads
#[derive(Args, Debug)]
pub(crate) struct Export {
    #[command(flatten)]
    log: LogArgument,
    #[command(flatten)]
    which: EventArguments,
}

impl Export {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let log = LogPath::find(&self.log.log)?.open()?;
        let query = self.which.query();
        block_on(query.require(log.as_ref()))?;
        let progress = Progress::new("positions", Some(block_on(log.head())?));
        let mut output = Output::new();
        let mut write = |record: &RecordRef<'_>| -> Result<(), Failure> {
            progress.reach(record.position);
            Ok(writeln!(output, "{}", CloudEvent::of_record(&record.to_record())?.to_line())?)
        };
        let mut attempt = Attempt::default();
        block_on(query.show(log.as_ref(), &mut |record| attempt.go_on(write(record))))?;
        attempt.result()?;
        Ok(output.flush()?)
    }
}
