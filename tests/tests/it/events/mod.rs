//! What `#[derive(Event)]` makes: names, payloads, older versions, sets.

mod fixtures;
mod names;
mod older;
mod own_variants;
mod payloads;
mod readers;
mod sets;

use fixtures::{encoded, survives, texts, types};
