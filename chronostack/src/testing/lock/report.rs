//! What a person reads when lock and code differ: a table, what it means for old logs, and what to do.

use std::fmt::Display;

use crate::{
    codec::Codec,
    schema::{Change, Difference, Part},
    testing::lock::{
        advice::advice,
        code::Code,
        compare::{Finding, Kind},
        effect::effect,
        locked::{Lock, LockedStream},
        write::codec_word,
    },
};

/// The message about `findings`.
pub(super) fn report(stream: &LockedStream, code: &Code, findings: &[Finding]) -> String {
    let Code { machine, stream: kind, .. } = code;
    let breaks = findings.iter().any(Finding::breaks);
    let head = if breaks {
        format!("the events of `{kind}` (machine `{machine}`) are not what chronostack.lock says old logs hold")
    } else {
        format!("chronostack.lock does not hold all events of `{kind}` (machine `{machine}`) yet")
    };
    let rows: Vec<[String; 4]> = findings.iter().flat_map(|finding| rows(stream, finding)).collect();
    let mut text = format!("{head}\n\n{}\n{}", table(&rows), verdict(machine, findings));
    text += &advice(stream, code, findings);
    text
}

/// The message that the lock does not know the machine, where nobody is there to commit what would be written.
pub(super) fn not_locked(code: &Code) -> String {
    format!(
        "chronostack.lock does not hold the events of `{}` (machine `{}`)\n\
         why: it is made by the first run of the tests, which CI does not count as (the variable `CI` is set)\n\
         fix: run `cargo test` on a machine of yours, and commit chronostack.lock",
        code.stream, code.machine,
    )
}

/// The message that a machine's streams may have been named otherwise.
pub(super) fn moved(code: &Code, lock: &Lock, other: &str) -> String {
    let Code { machine, stream, .. } = code;
    let machines = lock.streams.get(other).into_iter().flat_map(|section| section.machines.keys());
    let machines: Vec<String> = machines.map(|name| format!("`{name}`")).collect();
    format!(
        "`{machine}` folds the streams `{stream}/..`, and chronostack.lock knows it, or its events, by the streams `{other}/..` of {}\n\
         why: after a renaming the streams of old logs are not found any more, and all begin anew\n\
         fix: if this is\n\
         - the machine of before, under another name: keep its streams by `#[reducer(.., stream = \"{other}\")]`\n\
         - a machine of its own, or no log that matters holds the streams of before:\n  \
           CHRONOSTACK_UPDATE=break CHRONOSTACK_REASON=\"why\" cargo test",
        machines.join(", "),
    )
}

/// The message that a merge is not done yet.
pub(super) fn conflict(file: &impl Display, line: usize) -> String {
    format!(
        "{file}, line {line}: a merge left its marks\n\
         why: both sides have changed the lock there\n\
         fix: in each place keep\n\
         - of `event`, `broken`, `rewritten`, `apart`: both sides, and of a block that both have, the one that is the merged code's\n\
         - of `reducer`, `state`, `history`, which follow by themselves: either side\n\
         then run the tests, and commit what they wrote"
    )
}

fn rows(stream: &LockedStream, finding: &Finding) -> Vec<[String; 4]> {
    let event = format!("{} v{}", finding.event, finding.version);
    let row = |place: &str, change: String, effect: &str| [event.clone(), place.to_owned(), change, effect.to_owned()];
    match &finding.kind {
        Kind::New { known: false } => vec![row("", "new event".to_owned(), "none yet")],
        Kind::New { known: true } => vec![row("", "new version".to_owned(), "none yet")],
        Kind::EventGone { renamed: None } => vec![row("", "event removed".to_owned(), "not read any more")],
        Kind::EventGone { renamed: Some(name) } => {
            vec![row("", format!("event renamed to {name}"), "not read any more")]
        }
        Kind::VersionGone { present } if *present < finding.version => {
            vec![row("", format!("version removed; the code's is v{present}"), "newer than the code: not read")]
        }
        Kind::VersionGone { present } => {
            vec![row("", format!("version removed; the code's is v{present}"), "not read any more")]
        }
        Kind::Changed { codecs: Some((stored, current)), .. } => {
            let change = format!("codec: {} → {}", codec_word(*stored), codec_word(*current));
            vec![row("", change, "refused")]
        }
        Kind::Changed { codecs: None, differences } => {
            let key = (finding.event.clone(), finding.version);
            let codec = stream.events.get(&key).map_or(Codec::Postcard, |event| event.codec);
            let rows = differences
                .iter()
                .map(|difference| row(&difference.path, change(difference), effect(codec, difference)));
            rows.collect()
        }
    }
}

fn change(Difference { part, change, .. }: &Difference) -> String {
    let part = match part {
        Part::Field => "field",
        Part::Variant => "variant",
        Part::Value => "value",
    };
    match change {
        Change::Added { shape, .. } => format!("{part} added: {shape}"),
        Change::Removed { shape } => format!("{part} removed: {shape}"),
        Change::Renamed { current } => format!("{part} renamed: {current}"),
        Change::MadeOptional => "made optional".to_owned(),
        Change::MadeRequired => "made required".to_owned(),
        Change::Moved { stored, current } => format!("{part} reordered: place {stored} → {current}"),
        Change::Type { stored, current } => format!("type: {stored} → {current}"),
        Change::Default { .. } | Change::Names => "named types are shared otherwise".to_owned(),
    }
}

fn table(rows: &[[String; 4]]) -> String {
    let head = ["event", "where", "change", "bytes of old logs"].map(str::to_owned);
    let all: Vec<&[String; 4]> = std::iter::once(&head).chain(rows).collect();
    let nowhere = rows.iter().all(|row| row[1].is_empty());
    let columns: Vec<usize> = (0..4).filter(|column| !(nowhere && *column == 1)).collect();
    let width = |column: usize| all.iter().map(|row| row[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = columns.iter().map(|column| width(*column)).collect();
    let line = |row: &[String; 4]| {
        let cells = columns.iter().zip(&widths).map(|(column, width)| format!("{:width$}", row[*column]));
        format!("  {}", cells.collect::<Vec<_>>().join("   ")).trim_end().to_owned() + "\n"
    };
    all.into_iter().map(line).collect()
}

/// What happens to old logs.
fn verdict(machine: &str, findings: &[Finding]) -> String {
    let changed = findings.iter().any(|finding| matches!(finding.kind, Kind::Changed { .. }));
    let gone = findings.iter().any(|f| matches!(f.kind, Kind::VersionGone { .. } | Kind::EventGone { .. }));
    match (changed, gone) {
        (true, _) => format!(
            "Old logs are refused: one that holds what changed does not open for `{machine}` (SchemaChanged), before \
             anything is decoded.\n"
        ),
        (false, true) => {
            format!("Old logs are refused: a stream that holds what is gone does not load as `{machine}` any more.\n")
        }
        (false, false) => "Old logs are read as before.\n".to_owned(),
    }
}
