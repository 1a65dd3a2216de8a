//! `chronostack export`

use std::{collections::HashSet, io::Write, sync::Arc};

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
///
/// The first line of each event type also tells the shape of its payloads, as `payloadschema`.
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
        // The types whose shape was told.
        let mut told = HashSet::new();
        let mut write = |record: &RecordRef<'_>| -> Result<(), Failure> {
            progress.reach(record.position);
            let mut event = CloudEvent::of_record(&record.to_record())?;
            if told.insert((record.kind.name.clone(), record.kind.version)) {
                event.kind = Some(Arc::clone(record.kind));
            }
            Ok(writeln!(output, "{}", event.to_line())?)
        };
        let mut attempt = Attempt::default();
        block_on(query.show(log.as_ref(), &mut |record| attempt.go_on(write(record))))?;
        attempt.result()?;
        Ok(output.flush()?)
    }
}
