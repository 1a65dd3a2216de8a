//! What `#[derive(Schema)]` says of a type, held against what serde does with it.

mod agreement;
mod definitions;
mod generics;
mod instead;
mod kinds;
mod only_json;
mod renamed;
mod sensitive;
mod skipped;
