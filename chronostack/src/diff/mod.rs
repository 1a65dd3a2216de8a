//! What differs between two states: structural, by field path, for any state that serde can write.
//!
//! A state is seen as JSON, and paths are JSON Pointers (RFC 6901). [`Diff`] is text for people (`Display`), data
//! for programs ([`Diff::changes`], `Serialize`), and a patch for other tools ([`Diff::to_json_patch`]).
//!
//! The patch is the `json-patch` crate's own [`Patch`], exported here on purpose: it serializes as RFC 6902 says, and
//! who wants to apply it has the library that does so in hand. Its major version is part of ChronoStack's.

mod align;
mod canonical;
mod change;
mod compare;
mod difference;
mod patch;
mod render;
mod text;
mod value;
mod view;

#[cfg(test)]
mod tests;

pub use change::Change;
pub use difference::Diff;
pub use json_patch::Patch;
pub use value::to_value;
pub use view::StateView;

pub(crate) use difference::write_indented;
pub(crate) use render::{described, write_changes};
