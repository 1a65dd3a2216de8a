//! `#[derive(Schema)]`: the shape of a type on the wire, read from its fields and its serde attributes.

mod checks;
mod derive;
mod expand;
mod generics;
mod model;
mod sensitive;

pub(crate) use checks::check;
pub(crate) use derive::derive;
pub(crate) use expand::expand;
pub(crate) use model::{CODEC, Owner, Wire, read_codec};
