//! What a verified history comes to.

use std::{fmt, ops::RangeInclusive};

use crate::{
    diff::{Diff, write_indented},
    fingerprint::StateFingerprint,
    id::StreamName,
    machine::{SourcePlace, Transition},
};

/// A replay reproduced what was recorded of the states.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Verified {
    /// How many events were folded.
    pub events: u64,
    /// How many of them carry a fingerprint that was reproduced.
    pub reproduced: u64,
    /// How many carry one that cannot be compared: another machine recorded them, the state had another shape then, its shape is not known
    /// now, or an event before them is [passed over](crate::machine::Unknown).
    pub incomparable: u64,
}

/// The code makes another state of the events than the one that was recorded: a rule was changed, or a handler does not depend on the
/// events alone. Asking again gives the same answer, or another wrong one: nothing is retried.
///
/// `recorded` is what the log says, and `replayed` what the code makes now. The event that made them part is one of
/// [`suspects`](Self::suspects), and the code that did is one of [`handlers`](Self::handlers), or what it calls.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Divergence {
    /// The stream.
    pub stream: StreamName,
    /// The first version whose state is known to differ.
    pub version: u64,
    /// The position of its event in the log.
    pub position: u64,
    /// That event type's name.
    pub event: &'static str,
    /// The transition that this event makes now; `None` where the state ignores it.
    pub transition: Option<Transition>,
    /// The fingerprint that was recorded with it.
    pub recorded: StateFingerprint,
    /// That of the state that the code makes now.
    pub replayed: StateFingerprint,
    /// The versions of the events one of which, at the least, had another outcome when it was recorded.
    pub suspects: RangeInclusive<u64>,
    /// What handles the suspects now, in the order of their first events.
    pub handlers: Vec<SuspectHandler>,
    /// From the state that was recorded to the one that the code makes now, where a snapshot holds the first.
    pub diff: Option<Diff>,
}

/// A handler that may have made the states part.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SuspectHandler {
    /// Its function.
    pub name: &'static str,
    /// Where it stands; `None` for a reducer by hand.
    pub place: Option<SourcePlace>,
    /// How many of the suspects it handles.
    pub events: u64,
}

impl Divergence {
    /// Stands in the message of every divergence, for who looks for it in output.
    pub const CODE: &'static str = "CS0401";
}

impl std::error::Error for Divergence {}

impl fmt::Display for Divergence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { stream, version, event, recorded, replayed, suspects, .. } = self;
        let code = Self::CODE;
        write!(f, "verify {stream} [{code}]: the code makes another state of version {version} than was recorded")?;
        write!(f, "\n  recorded  {recorded}\n  replayed  {replayed}")?;
        write!(f, "\n  event     {version}  {event}  ")?;
        match self.transition {
            Some(transition) => write!(f, "{transition}")?,
            None => f.write_str("(ignored)")?,
        }
        let (first, last) = (suspects.start(), suspects.end());
        match (first == last, first - 1) {
            (true, _) => write!(f, "\n  suspect   the event of version {first}")?,
            (false, 0) => write!(f, "\n  suspects  the events of versions 1 to {last}")?,
            (false, sound) => {
                write!(
                    f,
                    "\n  suspects  the events of versions {first} to {last}: the state of version {sound} is as recorded"
                )?;
            }
        }
        for handler in &self.handlers {
            write!(f, "\n            {handler}")?;
        }
        match &self.diff {
            Some(diff) => {
                f.write_str("\n  from the recorded state to the replayed one")?;
                write_indented(diff, f)
            }
            None => f.write_str("\n  the recorded state itself is not known: no snapshot holds it"),
        }
    }
}

impl fmt::Display for SuspectHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.name)?;
        if let Some(SourcePlace { file, line }) = self.place {
            write!(f, " at {file}:{line}")?;
        }
        match self.events {
            1 => f.write_str(", 1 event"),
            events => write!(f, ", {events} events"),
        }
    }
}

impl fmt::Display for Verified {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { events, reproduced, incomparable } = self;
        write!(f, "{events} events replayed, {reproduced} fingerprints reproduced")?;
        if *incomparable > 0 {
            write!(
                f,
                ", {incomparable} not comparable, as they are of another machine, of a state of another shape, or behind an event that is passed over"
            )?;
        }
        Ok(())
    }
}
