//! What there is to say about a log that was checked.

use std::{fmt, path::PathBuf};

use crate::log::file::recovery::Recovery;

/// Problems that one report names: a log in which every event is wrong must not fill the memory.
const PROBLEMS_MAX: usize = 1_000;

/// What [`verify`](super::verify) found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct VerifyReport {
    /// Segments.
    pub segments: u64,
    /// Frames whose checksums hold: commits.
    pub frames: u64,
    /// Events that were decoded.
    pub events: u64,
    /// Streams that they belong to.
    pub streams: u64,
    /// Bytes of segments that were read.
    pub bytes: u64,
    /// What is wrong, in the order of the log; the first 1,000.
    pub problems: Vec<Problem>,
    /// How many more there are.
    pub problems_left_out: u64,
    /// What stands at the end and is no commit: the next writer cuts it off.
    pub tail: Option<Recovery>,
}

impl VerifyReport {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.problems.is_empty()
    }

    pub(super) fn add(&mut self, problem: Problem) {
        if self.problems.len() < PROBLEMS_MAX {
            self.problems.push(problem);
        } else {
            self.problems_left_out += 1;
        }
    }
}

/// Something wrong in a log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Problem {
    /// The segment.
    pub path: PathBuf,
    /// The byte at which the frame starts, 0 for the segment's header.
    pub offset: u64,
    /// The position that was expected there, or that of the event; `None` behind other damage.
    pub position: Option<u64>,
    /// The event type whose schema the payload does not fit, where nothing else is wrong.
    pub event: Option<String>,
    /// What does not fit.
    pub reason: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at byte {}", self.path.display(), self.offset)?;
        if let Some(position) = self.position {
            write!(f, " (position {position})")?;
        }
        if let Some(event) = &self.event {
            write!(f, ", the payload of `{event}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}
