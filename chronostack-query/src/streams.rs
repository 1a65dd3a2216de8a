//! The streams of a log.

use std::ops::ControlFlow;

use chronostack::{
    id::StreamName,
    log::{Log, ReadError, StreamSummary},
};

/// Streams that are asked for at once.
const PAGE_STREAMS: usize = 1_024;

/// Which streams are to be shown.
#[derive(Clone, Debug, Default)]
pub struct StreamQuery {
    /// Those of this kind only.
    pub kind: Option<String>,
    /// Those from this name on.
    pub from: Option<StreamName>,
    /// So many at most.
    pub limit: Option<u64>,
}

/// What streams are shown to; [`ControlFlow::Break`] is the end.
pub type VisitStream<'v> = dyn FnMut(&StreamSummary) -> ControlFlow<()> + Send + 'v;

/// Shows the streams in order of name.
pub async fn streams(log: &dyn Log, query: &StreamQuery, show: &mut VisitStream<'_>) -> Result<(), ReadError> {
    let mut left = query.limit.unwrap_or(u64::MAX);
    let mut after = query.kind.as_deref().and_then(before_kind);
    if let Some(from) = query.from.clone().filter(|from| after.as_ref().is_none_or(|after| after < from)) {
        let summary = log.stream(from.clone()).await?;
        let wanted = summary.filter(|summary| query.kind.as_deref().is_none_or(|kind| kind == summary.stream.kind()));
        if let Some(summary) = wanted.filter(|_| left > 0) {
            if show(&summary).is_break() {
                return Ok(());
            }
            left -= 1;
        }
        after = Some(from);
    }
    while left > 0 {
        let page_size = usize::try_from(left).unwrap_or(usize::MAX).min(PAGE_STREAMS);
        let page = log.streams(after.take(), page_size).await?;
        let Some(last) = page.last() else { break };
        after = Some(last.stream.clone());
        for summary in &page {
            match query.kind.as_deref() {
                Some(kind) if is_behind(summary.stream.as_str(), kind) => return Ok(()),
                Some(kind) if summary.stream.kind() != kind => {}
                _ if show(summary).is_break() => return Ok(()),
                _ => left -= 1,
            }
        }
    }
    Ok(())
}

/// A name before those of all streams of `kind`, and behind nearly all that come before them: a full stop comes before a slash.
fn before_kind(kind: &str) -> Option<StreamName> {
    format!("{kind}.\u{10ffff}/~").parse().ok()
}

/// Whether no stream of `kind` stands at `stream` or behind.
fn is_behind(stream: &str, kind: &str) -> bool {
    stream > kind && !stream.starts_with(kind)
        || stream.strip_prefix(kind).is_some_and(|rest| rest.as_bytes().first().is_some_and(|byte| *byte > b'/'))
}
