//! Lines into a log.

use std::{io, sync::Arc};

use chronostack::{
    interchange::{Batch, BatchError, Batches, ImportOrder, ImportOrderError},
    log::{AppendError, Commit, EventKind, Log, ReadError, ReadLimit, StreamAppend},
};

/// What an import did.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Imported {
    /// Events that were appended.
    pub events: u64,
    /// Events that the log had already: the same ids at the same versions.
    pub known: u64,
    /// Commits that they were appended in.
    pub commits: u64,
}

/// An import ended early. What was appended before stays, and importing the same lines again goes on behind it.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ImportError {
    /// The lines could not be read.
    #[error("read line {line}: {source}")]
    Input {
        /// The line.
        line: usize,
        /// What the system said.
        source: io::Error,
    },
    /// A line cannot be imported; nothing of its batch was.
    #[error(transparent)]
    Line(#[from] BatchError),
    /// An event must not stand where it does; nothing of its batch was appended.
    #[error("import lines {first} to {last}: {source}")]
    Order {
        /// The batch's first line.
        first: usize,
        /// Its last.
        last: usize,
        /// Which event, and why not.
        source: ImportOrderError,
    },
    /// The log refused a batch; nothing of it was appended.
    #[error("import lines {first} to {last}: {source}")]
    Append {
        /// The batch's first line.
        first: usize,
        /// Its last.
        last: usize,
        /// What the log said.
        source: AppendError,
    },
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
}

/// Appends lines of CloudEvents JSON, batch by batch ([`Batches`]), each of them wholly or not at all. Events that the log has already are passed
/// over, so an import that was cut short can be repeated. `done` is told what was done so far, also where it ends with an error.
pub async fn import(
    log: &dyn Log,
    kinds: impl IntoIterator<Item = Arc<EventKind>>,
    lines: impl IntoIterator<Item = io::Result<String>>,
    done: &mut dyn FnMut(&Imported),
) -> Result<Imported, ImportError> {
    let mut batches = Batches::new(log.kinds().await?.into_iter().chain(kinds));
    let mut order = ImportOrder::of(log).await?;
    let mut imported = Imported::default();
    for (line, text) in (1..).zip(lines) {
        let text = text.map_err(|source| ImportError::Input { line, source })?;
        if text.trim().is_empty() {
            continue;
        }
        if let Some(batch) = batches.push(line, &text)? {
            append(log, batch, &mut order, &mut imported).await?;
            done(&imported);
        }
    }
    if let Some(batch) = batches.finish() {
        append(log, batch, &mut order, &mut imported).await?;
        done(&imported);
    }
    Ok(imported)
}

async fn append(
    log: &dyn Log,
    batch: Batch,
    order: &mut ImportOrder,
    imported: &mut Imported,
) -> Result<(), ImportError> {
    let mut streams = Vec::new();
    for append in batch.commit.streams {
        let events = append.records.len();
        let append = behind_known(log, append).await?;
        imported.known += (events - append.as_ref().map_or(0, |append| append.records.len())) as u64;
        streams.extend(append);
    }
    let events: usize = streams.iter().map(|append| append.records.len()).sum();
    if events == 0 {
        return Ok(());
    }
    let (first, last) = (*batch.lines.start(), *batch.lines.end());
    for record in streams.iter().flat_map(|append| &append.records) {
        let admitted = record.id.map_or(Ok(()), |id| order.admit(id, &record.causes));
        admitted.map_err(|source| ImportError::Order { first, last, source })?;
    }
    let appended = log.append(Commit { streams }).await;
    appended.map_err(|source| ImportError::Append { first, last, source })?;
    imported.events += events as u64;
    imported.commits += 1;
    Ok(())
}

/// What of it the log does not have; all of it where something else stands there, which the append then refuses.
async fn behind_known(log: &dyn Log, mut append: StreamAppend) -> Result<Option<StreamAppend>, ReadError> {
    let version = log.stream(append.stream.clone()).await?.map_or(0, |summary| summary.version);
    let Some(expected) = append.expected.filter(|expected| *expected < version) else { return Ok(Some(append)) };
    let mut known = 0;
    loop {
        let (next, left) = (expected + 1 + known as u64, &append.records[known..]);
        let there = log.read_stream(append.stream.clone(), next, ReadLimit::records(left.len())).await?;
        let same = left.iter().zip(&there.records).take_while(|(new, old)| new.id == Some(old.meta.id)).count();
        if same < there.records.len() {
            return Ok(Some(append));
        }
        known += same;
        // A page may end before that many records, where their payloads are large.
        if same == 0 || known == append.records.len() || !there.more {
            break;
        }
    }
    append.records.drain(..known);
    append.expected = Some(expected + known as u64);
    Ok((!append.records.is_empty()).then_some(append))
}
