//! The laws that every machine must keep. [`replay_tests!`](crate::replay_tests!) makes a test of each.
//!
//! Laws about histories are checked on the recorded ones, each law a test of its own, and all of them together on random
//! legal histories. Laws about single events are checked in every state that can be reached from a few payloads of each event, within
//! bounds: see [`reachable_states_keep_the_laws`], which prints what is proved by that and what is only sampled.

#![allow(clippy::missing_panics_doc, reason = "each is a test: it panics where its law does not hold")]

mod check;
mod determinism;
mod events;
mod exploring;
mod fingerprints;
mod invariants;
mod processes;
mod schemas;
mod snapshots;
mod states;
mod structure;
mod targets;

pub use check::{
    a_snapshot_and_the_tail_equal_a_full_replay, events_survive_serialization, invariants_hold,
    random_legal_histories_keep_the_laws, recorded_fingerprints_are_reproduced,
    replaying_in_another_process_gives_equal_states, replaying_twice_gives_equal_states, states_survive_serialization,
    transitions_lead_where_they_say,
};
pub use exploring::reachable_states_keep_the_laws;
pub use schemas::{recorded_histories_end_as_locked, sealed_payloads_are_read_as_ever, the_schemas_equal_the_lock};
pub use structure::{dead_ends_are_terminal, every_state_can_be_reached, every_state_can_come_to_an_end};
