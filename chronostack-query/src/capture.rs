//! A recorded stream as a history to test with.

use std::{collections::HashMap, sync::Arc};

use chronostack::{
    fingerprint::StateFingerprint,
    history::ImportError,
    id::StreamName,
    interchange::{CloudEvent, ExportError},
    log::{EventKind, Log, ReadError, ReadLimit},
};
use serde_json::Value;

use crate::{machine::AnyMachine, mask::Mask, redact::Redactor, story::Story};

/// A recorded stream as a history to test with.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Captured {
    /// Its name, which may have been redacted.
    pub stream: StreamName,
    /// Its events as lines of CloudEvents JSON, each with its end of line.
    pub lines: String,
    /// How many they are.
    pub events: u64,
    /// Why it cannot be folded whole by today's code: its test is going to fail with that until the code is mended.
    pub failure: Option<String>,
}

/// A stream could not be captured.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CaptureError {
    /// The log could not be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// An event could not be written.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// A rule cannot be applied.
    #[error("redact version {version}, {reason}")]
    Rule {
        /// The event's version.
        version: u64,
        /// Which rule, and why.
        reason: String,
    },
    /// A rule that changes nothing hides nothing.
    #[error("redact `{rule}`: no event of {stream} has it")]
    Unused {
        /// The rule.
        rule: String,
        /// The stream.
        stream: StreamName,
        /// Fields that come near.
        nearest: Vec<String>,
    },
    /// What is redacted would happen otherwise than what was recorded.
    #[error("redact: the history would go otherwise at version {version}: {difference}")]
    Otherwise {
        /// The first version at which it would.
        version: u64,
        /// How.
        difference: String,
    },
    /// What is redacted cannot be read back, and what was recorded can.
    #[error("redact: the history could not be read back: {0}")]
    Unreadable(ImportError),
}

/// The stream up to version `until`, with what `redactor` takes out, and what the machine's event types mark as sensitive unless it is to stay. What is left goes as what was recorded did: the same transitions, states
/// of the same shape, the same failure if there is one, and fingerprints that are reproduced, or not, as those that were recorded.
pub async fn capture(
    log: &dyn Log,
    machine: &dyn AnyMachine,
    stream: &StreamName,
    until: Option<u64>,
    redactor: &mut Redactor,
) -> Result<Captured, CaptureError> {
    let (mut recorded, mut kinds) = (Vec::new(), Vec::new());
    let mut from = 1;
    loop {
        let page = log.read_stream(stream.clone(), from, ReadLimit::PAGE).await?;
        let Some(last) = page.records.last() else { break };
        from = last.meta.version + 1;
        for record in page.records.iter().take_while(|record| until.is_none_or(|until| record.meta.version <= until)) {
            recorded.push(CloudEvent::of_record(record)?);
            kinds.push(Arc::clone(&record.kind));
        }
        if !page.more {
            break;
        }
    }
    let kinds: Vec<&EventKind> = kinds.iter().map(Arc::as_ref).collect();
    redacted(machine, stream, &recorded, &kinds, redactor)
}

/// [`capture`] of a history that no log holds: lines as `machine` would write them today.
pub fn capture_lines(
    machine: &dyn AnyMachine,
    stream: &StreamName,
    lines: &str,
    redactor: &mut Redactor,
) -> Result<Captured, CaptureError> {
    let unreadable = |(line, source)| CaptureError::Unreadable(ImportError::Line { line, source });
    let recorded: Result<Vec<CloudEvent>, _> =
        (1..).zip(lines.lines()).map(|(line, text)| CloudEvent::parse(text).map_err(|source| (line, source))).collect();
    let recorded = recorded.map_err(unreadable)?;
    let known = machine.event_kinds();
    let kind =
        |event: &CloudEvent| known.iter().find(|kind| (&kind.name, kind.version) == (&event.name, event.version));
    // What the machine does not know is not redacted, and not read either.
    let (recorded, kinds): (Vec<_>, Vec<_>) =
        recorded.into_iter().filter_map(|event| kind(&event).map(|kind| (event, kind))).unzip();
    redacted(machine, stream, &recorded, &kinds, redactor)
}

/// What was recorded without what `redactor` takes out.
fn redacted(
    machine: &dyn AnyMachine,
    stream: &StreamName,
    recorded: &[CloudEvent],
    kinds: &[&EventKind],
    redactor: &mut Redactor,
) -> Result<Captured, CaptureError> {
    let mask = Mask::new([machine]);
    let mut redacted = recorded.to_vec();
    for (event, kind) in redacted.iter_mut().zip(kinds) {
        let version = event.meta.version;
        redactor.apply(event, &kind.schema, &mask).map_err(|reason| CaptureError::Rule { version, reason })?;
    }
    if let Some((rule, _)) = redactor.applied().find(|(_, count)| *count == 0) {
        let (rule, nearest) = (rule.to_owned(), redactor.nearest(rule));
        return Err(CaptureError::Unused { rule, stream: stream.clone(), nearest });
    }
    let failure = compare(machine, recorded, &mut redacted, redactor)?;
    let stream = redacted.first().map_or_else(|| stream.clone(), |event| event.meta.stream.clone());
    Ok(Captured { stream, lines: lines(&redacted), events: redacted.len() as u64, failure })
}

fn lines(events: &[CloudEvent]) -> String {
    events.iter().flat_map(|event| [event.to_line(), "\n".to_owned()]).collect()
}

/// Holds what is left against what was recorded, and gives it the fingerprints that it must have. Answers with the failure that both end in.
fn compare(
    machine: &dyn AnyMachine,
    recorded: &[CloudEvent],
    redacted: &mut [CloudEvent],
    redactor: &Redactor,
) -> Result<Option<String>, CaptureError> {
    let (was, failure) = as_far_as_it_goes(machine, recorded);
    let (is, failure_now) = as_far_as_it_goes(machine, redacted);
    let ends = |failure: &Option<ImportError>| failure.as_ref().and_then(line).unwrap_or(recorded.len() + 1);
    if ends(&failure) != ends(&failure_now) {
        return Err(match (failure, failure_now) {
            (None, Some(now)) => CaptureError::Unreadable(now),
            (failure, now) => {
                let told = |failure: Option<ImportError>| {
                    failure.map_or_else(|| "it goes on".to_owned(), |error| error.to_string())
                };
                let version = recorded.get(ends(&failure).min(ends(&now)) - 1).map_or(0, |event| event.meta.version);
                let difference = format!("as recorded {}; redacted {}", told(failure), told(now));
                CaptureError::Otherwise { version, difference }
            }
        });
    }
    if let (Some(was), Some(is)) = (&was, &is) {
        same_course(was.as_ref(), is.as_ref(), redactor)?;
    }
    let folded = ends(&failure) - 1;
    let fingerprints = machine.fingerprints(&lines(&recorded[..folded]), &lines(&redacted[..folded]));
    let fingerprints: HashMap<u64, StateFingerprint> =
        fingerprints.map_err(CaptureError::Unreadable)?.into_iter().collect();
    for event in &mut redacted[..folded] {
        event.meta.fingerprint = fingerprints.get(&event.meta.version).copied();
    }
    Ok(failure.map(|failure| failure.to_string()))
}

/// The history of the events before the one at which it cannot go on, and why it cannot.
fn as_far_as_it_goes(machine: &dyn AnyMachine, events: &[CloudEvent]) -> (Option<Box<dyn Story>>, Option<ImportError>) {
    match machine.story_of_lines(&lines(events)) {
        Ok(story) => (Some(story), None),
        Err(error) => {
            let before = line(&error).and_then(|line| events.get(..line - 1));
            (before.and_then(|before| machine.story_of_lines(&lines(before)).ok()), Some(error))
        }
    }
}

/// The line, from 1, at which a history cannot go on.
fn line(error: &ImportError) -> Option<usize> {
    match error {
        ImportError::Line { line, .. }
        | ImportError::Decode { line, .. }
        | ImportError::Stream { line, .. }
        | ImportError::Version { line, .. }
        | ImportError::Time { line, .. }
        | ImportError::Replay { line, .. } => Some((*line).max(1)),
        _ => None,
    }
}

/// Whether two histories make the same transitions to states of the same shape.
fn same_course(was: &dyn Story, is: &dyn Story, redactor: &Redactor) -> Result<(), CaptureError> {
    let transitions = |story: &dyn Story| {
        let mut transitions = Vec::new();
        story.steps(1, &mut |step| {
            transitions.push((step.version, step.transition.clone()));
            std::ops::ControlFlow::Continue(())
        });
        transitions
    };
    for ((version, was_made), (_, is_made)) in transitions(was).into_iter().zip(transitions(is)) {
        let otherwise = |difference: String| CaptureError::Otherwise { version, difference };
        if was_made != is_made {
            let told = |made: Option<String>| made.unwrap_or_else(|| "(ignored)".to_owned());
            return Err(otherwise(format!("{} as recorded, {} redacted", told(was_made), told(is_made))));
        }
        let (Some(was), Some(is)) = (was.state(version), is.state(version)) else { continue };
        if let Some(place) = shape_differs(&was.state, &is.state, redactor) {
            return Err(otherwise(format!("the state has another shape at `{place}`")));
        }
    }
    Ok(())
}

/// Where two values differ in more than their texts, numbers and truths.
fn shape_differs(was: &Value, is: &Value, redactor: &Redactor) -> Option<String> {
    match (was, is) {
        (Value::Object(was), Value::Object(is)) if was.len() == is.len() => was.iter().find_map(|(name, value)| {
            // A map's key may have been taken out.
            let is = is.get(name).or_else(|| is.get(redactor.text_for(name)?));
            let inner = is.map_or_else(|| Some(String::new()), |is| shape_differs(value, is, redactor));
            inner.map(|place| format!("/{name}{place}"))
        }),
        (Value::Array(was), Value::Array(is)) if was.len() == is.len() => {
            let pairs = was.iter().zip(is).enumerate();
            pairs
                .into_iter()
                .find_map(|(index, (was, is))| Some(format!("/{index}{}", shape_differs(was, is, redactor)?)))
        }
        (Value::Null, Value::Null)
        | (Value::Bool(_), Value::Bool(_))
        | (Value::Number(_), Value::Number(_))
        | (Value::String(_), Value::String(_)) => None,
        _ => Some(String::new()),
    }
}
