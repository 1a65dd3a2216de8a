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
//! | Did the rules hold all along? | [`check_invariants`](History::check_invariants) |
//! | Is it what was recorded? | [`verify`](History::verify) |
//! | What if the rules were others? | [`shadow`](History::shadow) |
//! | What if it had not happened? | [`without`](History::without), [`with`](History::with), [`edit`](History::edit), [`fork`](History::fork) |
//!
//! ```
//! # use chronostack::prelude::*;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # #[event(name = "order.placed")]
//! # pub struct Placed { pub customer: String, pub total_cents: u64 }
//! # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # #[event(name = "order.paid")]
//! # pub struct Paid { pub cents: u64 }
//! # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
//! # pub enum Order {
//! #     #[default]
//! #     Draft,
//! #     Open { customer: String, due_cents: u64 },
//! #     #[state(terminal)]
//! #     Settled { customer: String },
//! # }
//! # #[reducer(pub enum OrderEvent, otherwise = reject)]
//! # impl Order {
//! #     #[transition(Draft => Open)]
//! #     fn place(event: &Placed) -> Self {
//! #         Order::Open { customer: event.customer.clone(), due_cents: event.total_cents }
//! #     }
//! #     #[transition(Open { customer, due_cents } => Open | Settled)]
//! #     fn pay(customer: String, due_cents: u64, event: &Paid) -> Self {
//! #         match due_cents - event.cents {
//! #             0 => Order::Settled { customer },
//! #             due_cents => Order::Open { customer, due_cents },
//! #         }
//! #     }
//! # }
//! let story = History::<Order>::from_events([
//!     Placed { customer: "ann".into(), total_cents: 1250 }.into(),
//!     Paid { cents: 1000 }.into(),
//!     Paid { cents: 250 }.into(),
//! ]);
//! assert_eq!(story.at(1), Some(Order::Open { customer: "ann".into(), due_cents: 1250 }));
//! assert_eq!(story.diff(1, 3).to_string(), "Open -> Settled\n  - /due_cents  1250");
//! assert_eq!(
//!     story.blame("/due_cents").to_string(),
//!     "/due_cents\n  \
//!        1  order.placed  Draft -> Open    + 1250\n  \
//!        2  order.paid    Open -> Open     ~ 1250 -> 250\n  \
//!        3  order.paid    Open -> Settled  - 250",
//! );
//!
//! let settled = story.first(|order| matches!(order, Order::Settled { .. })).unwrap();
//! assert_eq!(settled.version(), 3);
//!
//! let unpaid = story.without(2);
//! assert_eq!(unpaid.state(), &Order::Open { customer: "ann".into(), due_cents: 1000 });
//! let never_placed = story.without(1);
//! assert_eq!(never_placed.refused()[0].to_string(), "event 2: `order.paid` has no transition in state `Draft`");
//! ```
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
mod divergence;
mod edit;
mod invariants;
mod jsonl;
mod keyframes;
mod made_up;
mod refused;
mod search;
mod shadow;
mod show;
mod step;
mod timeline;
mod verify;
mod whatif;

#[cfg(test)]
mod tests;

pub use blame::{Blame, BlameEntry};
pub use divergence::{Divergence, SuspectHandler, Verified};
pub use edit::{Edit, EditError, Edited, EditedEvent};
pub use invariants::InvariantError;
#[cfg(feature = "testing")]
pub(crate) use invariants::check_invariants;
pub use jsonl::ImportError;
pub use refused::{RefusalCause, Refused};
pub use shadow::{Parting, Shadow, ShadowError};
pub use step::{Step, Steps};
pub use timeline::History;

pub(crate) use shadow::{Both, shadow_if_differing};
