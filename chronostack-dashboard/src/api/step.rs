//! A step of a story, as it is shown.

use chronostack_query::StepBrief;
use serde::Serialize;

/// A step of a story without what its event holds.
#[derive(Debug, Serialize)]
pub(super) struct Step {
    pub(super) version: u64,
    position: u64,
    id: String,
    at: i64,
    time: String,
    #[serde(rename = "type")]
    event: &'static str,
    actor: Option<String>,
    from: &'static str,
    to: &'static str,
    pub(super) handler: Option<&'static str>,
    pub(super) transition: Option<String>,
    recorded_transition: Option<String>,
    changes: Option<usize>,
}

impl From<StepBrief> for Step {
    fn from(step: StepBrief) -> Self {
        Self {
            version: step.version,
            position: step.position,
            id: step.id.to_string(),
            at: step.recorded_at.as_microsecond(),
            time: step.recorded_at.to_string(),
            event: step.event,
            actor: step.actor,
            from: step.from,
            to: step.to,
            handler: step.handler,
            transition: step.transition,
            recorded_transition: step.recorded_transition,
            changes: step.changes,
        }
    }
}
