//! What is written behind a command.

use std::path::PathBuf;

use chronostack::{id::StreamName, time::Timestamp};
use chronostack_query::{Start, StreamSelector};
use clap::{
    Args,
    builder::{Styles, styling::AnsiColor},
};

/// The colours of help and usage: what clap had before it went without.
pub(crate) const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Yellow.on_default().bold())
    .usage(AnsiColor::Yellow.on_default().bold())
    .literal(AnsiColor::Green.on_default())
    .placeholder(AnsiColor::Cyan.on_default());

/// The log that is asked.
#[derive(Args, Clone, Debug)]
pub(crate) struct LogArgument {
    /// The log: its folder, or the SQLite database that it is in
    #[arg(value_name = "LOG")]
    pub(crate) log: PathBuf,
}

/// How the answer is written.
#[derive(Args, Clone, Copy, Debug)]
pub(crate) struct FormatArguments {
    /// Answer with JSON, an object a line
    #[arg(long)]
    pub(crate) json: bool,
}

/// Which events are meant.
#[derive(Args, Clone, Debug)]
pub(crate) struct EventArguments {
    /// Only those of this stream (`order/order-1`), or of all streams of a kind (`order`)
    #[arg(long, short, value_name = "STREAM")]
    pub(crate) stream: Option<StreamSelector>,
    /// Only those of this type; may be given more than once
    #[arg(long = "type", short, value_name = "TYPE")]
    pub(crate) types: Vec<String>,
    /// Start at a position, at a time (2026-11-23T12:00:00Z), or so many events before the end (-20)
    #[arg(long, value_name = "WHERE", value_parser = start, allow_hyphen_values = true)]
    pub(crate) from: Option<Start>,
    /// Stop before what was recorded at this time
    #[arg(long, value_name = "TIME")]
    pub(crate) until: Option<Timestamp>,
    /// Show so many at most
    #[arg(long, short = 'n', value_name = "N")]
    pub(crate) limit: Option<u64>,
}

fn start(text: &str) -> Result<Start, String> {
    if let Some(last) = text.strip_prefix('-').and_then(|last| last.parse().ok()) {
        return Ok(Start::Last(last));
    }
    match (text.parse(), text.parse()) {
        (Ok(position), _) => Ok(Start::Position(position)),
        (_, Ok(time)) => Ok(Start::Time(time)),
        _ => Err("expected a position (17), a time (2026-11-23T12:00:00Z), or a number from the end (-20)".to_owned()),
    }
}

impl EventArguments {
    pub(crate) fn query(&self) -> chronostack_query::EventQuery {
        let Self { stream, types, from, until, limit } = self.clone();
        chronostack_query::EventQuery { stream, types, start: from.unwrap_or_default(), until, limit }
    }
}

/// The stream that is asked about.
#[derive(Args, Clone, Debug)]
pub(crate) struct StreamArguments {
    #[command(flatten)]
    pub(crate) log: LogArgument,
    /// The stream, as `order/order-1`
    #[arg(value_name = "STREAM")]
    pub(crate) stream: StreamName,
    /// The machine, where several fold streams of this kind; otherwise the one that was registered first
    #[arg(long, value_name = "NAME")]
    pub(crate) machine: Option<String>,
}
