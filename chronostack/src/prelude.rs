//! What a program that uses ChronoStack starts with: `use chronostack::prelude::*;`

pub use chronostack_macros::{Event, Schema, State, reducer, tracked};

pub use crate::{
    cause::Cause,
    context::{Context, WithContext},
    event::{Event, Recorded},
    fingerprint::Fingerprints,
    history::History,
    id::EventId,
    machine::{Outcome, Reducer, Rejection},
    meta::Meta,
    schema::Schema,
    snapshot::Snapshots,
    stack::{ChronoStack, Committed, DecideError, DispatchError, LoadError, Machine, Versioned},
    state::State,
    time::{Clock, LogicalTime, Timestamp},
};
