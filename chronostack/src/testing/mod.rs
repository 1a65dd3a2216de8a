//! What tests are made of.
//!
//! | for | use |
//! |---|---|
//! | tests by hand | [`given`]`(events).when(event).then(..)` |
//! | random legal histories in a `proptest!` of your own | [`histories`] |
//! | a test for each recorded history, and the [`laws`] | [`replay_tests!`](crate::replay_tests!) |
//! | a committed diagram that is equal to the code | [`assert_diagram`] |
//! | time under a test's control | [`ManualClock`] |
//! | a log of your own | [`log_contract!`] |
//!
//! # Recorded histories
//!
//! A history is a file of CloudEvents lines, as [`History::to_jsonl`](crate::history::History::to_jsonl) writes them. Its first
//! test run makes an insta snapshot beside it, in `snapshots`: what every event was and what it changed, to be read in review.
//! It is accepted like any other, by `cargo insta review` or with `INSTA_UPDATE=always`.
//!
//! # The schema lock
//!
//! `chronostack.lock`, at the root of the package, holds how every version of every event looks on the wire, nested types included. The
//! first run of the tests writes it (in CI, where `CI` is set, that is an error), and it is committed like `Cargo.lock`. From then on
//! `the_schemas_equal_the_lock` compares it with the code, all versions that were ever recorded and not the newest alone.
//!
//! | change | the test | to go on |
//! |---|---|---|
//! | a Rust name, a comment, `#[serde(default)]`: nothing that is written | passes | |
//! | a new event, a new version | tells of it | `CHRONOSTACK_UPDATE=lock cargo test` |
//! | anything else: a field more or less, in another place, of another type or name, optional or not; a variant; the codec; an event or a version that is gone | fails, with a table of what changed, what it means for old logs, and code to paste | give the new shape a new version with `upcast(..)`, or restore the old |
//! | a machine or its streams get another name | fails, as the streams of old logs would not be found | keep them by `#[reducer(.., stream = "order")]` |
//! | the same, where no log that matters holds it | | `CHRONOSTACK_UPDATE=break CHRONOSTACK_REASON="never deployed" cargo test`; the reason stays in the lock |
//!
//! About events, it says no more and no less than opening a log does: a log whose shape of an event differs from the code's
//! [is refused](crate::stack::LoadError::SchemaChanged), whatever its bytes would decode to.
//!
//! When a version is first locked, some payloads of it are sealed in the folder `sealed` beside the histories: a line each, its bytes and what
//! they say. From then on `sealed_payloads_are_read_as_ever` reads them by the path that every reader takes, and writes those of the present
//! version anew. That catches what no shape tells of, such as serde functions of one's own. The lock holds a hash of each file: no accepted snapshot
//! and no `CHRONOSTACK_UPDATE=lock` rewrites them.
//!
//! It also holds, for each machine, a hash of its logic and how every recorded history ended by it, which `recorded_histories_end_as_locked`
//! compares with what the code makes of them:
//!
//! | change | the test | to go on |
//! |---|---|---|
//! | logic, and no history ends differently | passes, and tells of it: "logic changed; 0 of 3 recorded histories now end differently" | commit the lock, which follows by itself |
//! | logic, and some do | fails, and names them | mend it, or give the event a new version; if old events are meant too, `CHRONOSTACK_UPDATE=break CHRONOSTACK_REASON="the discount was forgotten" cargo test` |
//! | what the reducer calls, or `From` of an older version, and some do | fails, for snapshots would not notice | raise `revision`, then as above |
//! | the state's shape | passes, and tells that ends cannot be compared; the histories' snapshots show what changed | commit the lock |
//!
//! # Proved, sampled, never taken
//!
//! `cargo test reachable_states -- --nocapture` prints what the generated tests know of a machine:
//!
//! ```text
//! `Order`: explored 2000 states; the bound of 2000 states is reached
//!   proved for every history of up to 31 events of 15 payloads (edges of their types, recorded ones)
//!   and of values that the state holds: transitions lead where they say, invariants hold, ...
//!   sampled beyond: 64 random histories, by random_legal_histories_keep_the_laws
//!
//! transition                      recorded    random  explored
//! order.placed  Draft -> Open            3        26         5
//! order.paid  Open -> Open               2         5     11001
//! ```
//!
//! A transition that was never taken is named below the table and fails nothing: a guard may rest on what nothing here guesses.
//! To record a history that takes it is the mend.
//!
//! # Environment
//!
//! - `CHRONOSTACK_SEED=n` repeats a run of the random histories; a failure names its seed.
//! - `CHRONOSTACK_UPDATE` is a list of what is written, with commas between: `diagram`, the diagrams that [`assert_diagram`] compares;
//!   `lock`, what is new in the schema lock; `break`, what breaks old logs too, or has recorded histories end otherwise, for which
//!   `CHRONOSTACK_REASON` must say why.

mod answer;
mod attempt;
mod clock;
mod counterexample;
mod coverage;
mod diagram;
mod equality;
mod expectation;
mod explore;
mod given;
mod law;
pub mod laws;
mod literal;
#[doc(hidden)]
pub mod lock;
pub mod log_contract;
mod payload;
mod random;
mod replay;
mod states;
mod suite;
mod words;

pub use answer::Answer;
pub use clock::ManualClock;
pub use diagram::assert_diagram;
#[doc(hidden)]
pub use equality::{Equality, NoEquality};
pub use expectation::{Expectation, Rejected, rejected};
pub use given::{Given, When, given};
pub use log_contract::log_contract;
pub use random::{Histories, HistoryTree, histories};
#[doc(hidden)]
pub use suite::{RecordedHistory, Suite};
