//! A struct state that counts, and counts its reductions.

use std::{cell::Cell, sync::OnceLock};

use serde::{Deserialize, Serialize};

use crate::{
    codec::{Codec, DecodeError, EncodeError},
    event::{Event, EventSchema, EventType, encode_as},
    machine::{MachineSpec, Outcome, Reducer, Rejection, Transition},
    meta::Meta,
    schema::{Shape, TypeSchema},
};

thread_local! {
    static REDUCTIONS: Cell<u64> = const { Cell::new(0) };
}

/// How many reductions `work` takes.
pub(crate) fn reductions(work: impl FnOnce()) -> u64 {
    let before = REDUCTIONS.get();
    work();
    REDUCTIONS.get() - before
}

/// Adds its number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Added(pub(crate) u64);

fn schema() -> &'static EventSchema {
    static CELL: OnceLock<EventSchema> = OnceLock::new();
    CELL.get_or_init(|| EventSchema::new(TypeSchema { root: Shape::U64, types: Vec::new() }))
}

impl Event for Added {
    const TYPES: &'static [EventType] =
        &[EventType { name: "added", version: 1, codec: Codec::Postcard, schema, upcasts: &[] }];

    fn type_index(&self) -> usize {
        0
    }

    fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError> {
        encode_as(self.event_type(), self, out)
    }

    fn decode(_: usize, _: u32, codec: Codec, payload: &[u8]) -> Result<Self, DecodeError> {
        codec.decode(payload)
    }
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counter {
    pub(crate) last: u64,
    pub(crate) sum: u64,
    /// Makes the state as large as a test wants it.
    pub(crate) ballast: Vec<u8>,
}

impl Reducer for Counter {
    type Event = Added;
    const STREAM: &'static str = "counter";

    fn check(&self, _: &Added) -> Result<(), Rejection> {
        Ok(())
    }

    fn reduce(&mut self, event: &Added, _: &Meta) -> Outcome {
        REDUCTIONS.set(REDUCTIONS.get() + 1);
        self.last = event.0;
        self.sum += event.0;
        if self.ballast.is_empty() && event.0 > 1_000 {
            self.ballast = vec![0; usize::try_from(event.0).unwrap()];
        }
        let transition = Transition { handler: "add", from: "Counter", to: "Counter", between_variants: false };
        Outcome::Applied { transition }
    }

    fn machine() -> &'static MachineSpec {
        static SPEC: OnceLock<MachineSpec> = OnceLock::new();
        SPEC.get_or_init(|| MachineSpec::new::<Added>("Counter", "counter"))
    }
}
