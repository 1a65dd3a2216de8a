//! `chronostack trace`

use std::{io::Write, path::PathBuf, sync::Arc};

use chronostack::{
    causality::{Causality, CausalityError, Excerpt, Reach, Seen},
    id::EventId,
    log::{Log, ReadLimit},
};
use clap::{Args, ValueEnum};
use pollster::block_on;
use serde::Serialize;

use crate::{
    failure::Failure,
    log_path::LogPath,
    output::{Output, clean, fit},
};

/// Show what led to an event and what came of it, as a tree with times, over one log or several
///
/// What one service recorded and another one answered stands in their two logs; name both.
///
/// JSON, for each event: `{"id", "type", "stream", "version", "position", "time", "logical", "causes", "actor", "service", "lane"}`, causes before effects.
#[derive(Args, Debug)]
pub(crate) struct Trace {
    /// The logs: folders or SQLite databases
    #[arg(value_name = "LOG", required = true)]
    logs: Vec<PathBuf>,
    /// The event: its id, with as much of the log's as tells it from the others (4f1c-17), or a position in the first log (17)
    #[arg(value_name = "EVENT-ID")]
    event: String,
    /// How far to look
    #[arg(long, short, value_enum, default_value = "cone")]
    reach: Far,
    /// How to show it
    #[arg(long, short, value_enum, default_value = "tree", conflicts_with = "json")]
    format: Format,
    /// Show so many events at most, the nearest first
    #[arg(long, short = 'n', value_name = "N", default_value_t = 1_000)]
    limit: usize,
    /// Answer with JSON, an object a line
    #[arg(long)]
    json: bool,
}

/// How far to look.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Far {
    /// What led to it
    Ancestors,
    /// What came of it
    Descendants,
    /// Both
    Cone,
    /// All that came of the events that it goes back to
    Chain,
}

/// How to show it.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Format {
    /// Lines with times
    Tree,
    /// The chain that it waited for: what took how long
    Critical,
    /// For Graphviz
    Dot,
    /// For Markdown, and mermaid.live
    Mermaid,
    /// For `ui.perfetto.dev` and `chrome://tracing`
    Perfetto,
}

/// An event as JSON shows it.
#[derive(Serialize)]
struct Line<'a> {
    id: EventId,
    #[serde(rename = "type")]
    event: &'a str,
    stream: &'a str,
    version: u64,
    position: u64,
    time: chronostack::time::Timestamp,
    logical: chronostack::time::LogicalTime,
    causes: &'a [EventId],
    actor: Option<&'a str>,
    service: Option<&'a str>,
    lane: Option<&'a str>,
}

impl Trace {
    pub(crate) fn run(&self) -> Result<(), Failure> {
        let open = |path: &PathBuf| LogPath::find(path)?.open();
        let logs: Vec<Arc<dyn Log>> = self.logs.iter().map(open).collect::<Result<_, _>>()?;
        let event = block_on(find(&logs, &self.event))?;
        let reach = match self.reach {
            Far::Ancestors => Reach::Ancestors,
            Far::Descendants => Reach::Descendants,
            Far::Cone => Reach::Cone,
            Far::Chain => Reach::Chain,
        };
        let causality = block_on(Causality::of(logs))?;
        let mut output = Output::new();
        if let Format::Critical = self.format {
            print_lines(&block_on(causality.critical_path(event))?.to_string(), &mut output)?;
            return Ok(output.flush()?);
        }
        let excerpt = block_on(causality.excerpt(event, reach, self.limit))?;
        if self.json {
            excerpt.events.iter().try_for_each(|seen| output.json(&line(seen)))?;
        } else {
            print(&excerpt, self.format, &mut output)?;
        }
        Ok(output.flush()?)
    }
}

fn print(excerpt: &Excerpt, format: Format, output: &mut Output) -> Result<(), Failure> {
    let text = match format {
        Format::Tree | Format::Critical => return print_lines(&excerpt.to_string(), output),
        Format::Dot => excerpt.to_dot(),
        Format::Mermaid => excerpt.to_mermaid(),
        Format::Perfetto => excerpt.to_trace_json(),
    };
    Ok(writeln!(output, "{}", text.trim_end())?)
}

/// Lines that are cut where they would not fit the terminal.
fn print_lines(text: &str, output: &mut Output) -> Result<(), Failure> {
    let columns = output.columns.unwrap_or(usize::MAX);
    Ok(text.lines().try_for_each(|line| writeln!(output, "{}", fit(&clean(line), columns)))?)
}

fn line(seen: &Seen) -> Line<'_> {
    let Seen { meta, kind, .. } = seen;
    Line {
        id: meta.id,
        event: &kind.name,
        stream: meta.stream.as_str(),
        version: meta.version,
        position: meta.position,
        time: meta.recorded_at,
        logical: meta.logical,
        causes: &meta.causes,
        actor: meta.actor.as_deref(),
        service: meta.service.as_deref(),
        lane: meta.lane.as_deref(),
    }
}

/// The event that is asked for.
async fn find(logs: &[Arc<dyn Log>], text: &str) -> Result<EventId, Failure> {
    if let Ok(id) = text.parse() {
        return Ok(id);
    }
    if let (Ok(position), Some(log)) = (text.parse::<u64>(), logs.first()) {
        // One that was imported keeps the id that it had.
        let page = log.read(position.max(1), ReadLimit::records(1)).await?;
        let record = page.records.first().filter(|record| record.meta.position == position);
        return record
            .map(|record| record.meta.id)
            .ok_or_else(|| Failure::usage(format!("the log has no position {position}")));
    }
    let shortened = text.rsplit_once('-').and_then(|(log, position)| Some((log, position.parse().ok()?)));
    let Some((start, position)) = shortened else {
        return Err(Failure::usage(format!("`{text}` is no event: expected an id (4f1c-17) or a position (17)"))
            .tip("`chronostack events LOG` shows positions, and with --json ids"));
    };
    let ids: Vec<_> = logs.iter().map(Log::id).filter(|log| log.to_string().starts_with(start)).collect();
    match ids[..] {
        [log] => Ok(EventId { log, position }),
        [] => Err(Failure::usage(format!("the id of none of the logs starts with `{start}`")).tip(
            "name the log that recorded the event too; an imported event is found by its position, or its whole id",
        )),
        _ => Err(Failure::usage(format!("the ids of several of the logs start with `{start}`")).tip("give more of it")),
    }
}

impl From<CausalityError> for Failure {
    fn from(error: CausalityError) -> Self {
        let message = format!("failed to trace: {error}");
        match error {
            CausalityError::Read(error) => error.into(),
            CausalityError::Unknown(_) | CausalityError::SameLog { .. } => Self::usage(message),
            _ => Self::new(message),
        }
    }
}
