//! What a person asks about the streams of a machine, with real ones.

mod first;
mod large;
mod order;
mod story;
mod what_if;
