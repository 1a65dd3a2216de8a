//! Time travel: a stream's events and the state after each of them, as a value to ask questions of.
//!
//! [`History`] is pure. It is made of recorded events by `Machine::history`, of events made up for a test by
//! [`History::from_events`], or of exported lines by [`History::from_jsonl`], and needs neither log nor executor.
//!
//! | question | answer |
//! |---|---|
//! | What was the state? | [`at`](History::at) a version, [`as_of`](History::as_of) a time |
//! | What happened? | [`steps`](History::steps), [`step`](History::step); the history itself displays them all |
//! | What differs? | [`diff`](History::diff) of two versions |
//! | When did it become so? | [`first`](History::first), [`bisect`](History::bisect) |
//! | Who changed this field? | [`blame`](History::blame) |
//! | What if it had not happened? | [`without`](History::without), [`with`](History::with), [`fork`](History::fork) |
//!
//! # What if
//!
//! What-if methods answer with another history and leave log and original alone. In it the events stand in their old order,
//! numbered anew; whatever else a log recorded about them stays.
//!
//! An event that can no longer happen is neither skipped in silence nor an error: it is the answer to the question.
//! It is left out, and [`History::refused`] lists it with the reason. *Can happen* is meant as for a dispatch: there is a
//! transition, and every guard agrees. An event that today's guards would refuse even where it was
//! recorded is not the alteration's business: it stays, and is only replayed. A new event must pass the guards.
//!
//! # Histories that fail
//!
//! A history from a log or from exported lines must fold, else making it is an error. `from_events` cannot fail: there an event
//! without a row, or whose handler panics, ends the states of the history, and [`History::error`] says why.
//! An altered history never has an error, for what cannot be folded is refused.

mod blame;
mod jsonl;
mod keyframes;
mod made_up;
mod refused;
mod search;
mod show;
mod step;
mod timeline;
mod whatif;

#[cfg(test)]
mod tests;

pub use blame::{Blame, BlameEntry};
pub use jsonl::ImportError;
pub use refused::{RefusalCause, Refused};
pub use step::{Step, Steps};
pub use timeline::History;
