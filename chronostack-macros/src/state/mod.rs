//! `#[derive(State)]`: the names of a state's variants, and its shape for snapshots.

mod derive;

pub(crate) use derive::derive;
