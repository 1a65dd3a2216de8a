//! A divergence as a tool shows it: with the states around it.

use chronostack::{
    diff::{Change, StateView},
    history::Divergence,
    time::Timestamp,
};

use crate::machine::Told;

/// That the code makes another state of a stream's events than was recorded, with the states around it.
#[derive(Clone, Debug)]
pub struct DivergenceData {
    /// The divergence.
    pub divergence: Divergence,
    /// When the event of its version was recorded.
    pub recorded_at: Option<Timestamp>,
    /// The transition that was recorded of it.
    pub recorded_transition: Option<String>,
    /// What handles the suspects now, and where that stands.
    pub suspects: Vec<String>,
    /// The state that the code makes now.
    pub replayed: Option<StateView>,
    /// The one that was recorded, where a snapshot holds it.
    pub recorded: Option<StateView>,
    /// The one before the event, by the code as it is now.
    pub before: Option<StateView>,
    /// From the recorded state to the one that the code makes now.
    pub changes: Vec<Change>,
}

impl DivergenceData {
    /// What is to be told of it in a line.
    pub fn message(&self) -> String {
        self.divergence.to_string().lines().next().unwrap_or_default().to_owned()
    }

    /// With what was told of its stream.
    pub fn of(divergence: Divergence, told: &Told) -> Self {
        let (story, version) = (&told.story, divergence.version);
        let step = story.step(version).map(|(step, _)| step);
        let diff = divergence.diff.as_ref();
        Self {
            recorded_at: step.as_ref().map(|step| step.recorded_at),
            recorded_transition: step.and_then(|step| step.recorded_transition),
            suspects: divergence.handlers.iter().map(ToString::to_string).collect(),
            replayed: story.view(version),
            recorded: diff.map(|diff| diff.before().clone()),
            before: story.view(version.saturating_sub(1)),
            changes: diff.map(|diff| diff.changes().to_vec()).unwrap_or_default(),
            divergence,
        }
    }
}
