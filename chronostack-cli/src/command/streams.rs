//! `chronostack streams`

use std::io::Write;

use chronostack::{id::StreamName, log::StreamSummary};
use chronostack_query::{StreamQuery, StreamSelector, streams};
use clap::Args;
use pollster::block_on;
use serde::Serialize;

use crate::{
    arguments::{FormatArguments, LogArgument},
    attempt::Attempt,
    failure::Failure,
    log_path::LogPath,
    output::{Cell, Column, Output, STRONG, Table, count},
};

/// List the streams of a log, in order of name
///
/// JSON: `{"stream", "version", "position"}`, the version and the position of its last event.
#[derive(Args, Debug)]
pub(crate) struct Streams {
    #[command(flatten)]
    log: LogArgument,
    /// Only those of this kind: `order` for `order/order-1`
    #[arg(long, short, value_name = "KIND")]
    kind: Option<String>,
    /// Start at this stream
    #[arg(long, value_name = "STREAM")]
    from: Option<StreamName>,
    /// Show so many at most
    #[arg(long, short = 'n', value_name = "N")]
    limit: Option<u64>,
    #[command(flatten)]
    format: FormatArguments,
}

/// A stream as JSON shows it.
#[derive(Serialize)]
struct Line<'a> {
    stream: &'a str,
    version: u64,
    position: u64,
}

impl Streams {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let log = LogPath::find(&self.log.log)?.open()?;
        if let Some(kind) = &self.kind {
            block_on(StreamSelector::Kind(kind.clone()).require(log.as_ref()))?;
        }
        let query = StreamQuery { kind: self.kind.clone(), from: self.from.clone(), limit: self.limit };
        let mut output = Output::new();
        let mut table = Table::new([Column::right("EVENTS"), Column::right("LAST AT"), Column::left("STREAM")]);
        let mut print = |summary: &StreamSummary| -> Result<(), Failure> {
            let (stream, version, position) = (summary.stream.as_str(), summary.version, summary.position);
            if self.format.json {
                return output.json(&Line { stream, version, position });
            }
            let cells = [Cell::new(count(version)), Cell::new(count(position)), Cell::styled(stream, STRONG)];
            Ok(table.row(cells, &mut output)?)
        };
        let mut attempt = Attempt::default();
        block_on(streams(log.as_ref(), &query, &mut |summary| attempt.go_on(print(summary))))?;
        attempt.result()?;
        table.print(&mut output)?;
        Ok(output.flush()?)
    }
}
