//! Events as they are shown, and finding them.

mod brief;
mod payload;
mod search;

pub(crate) use brief::EventBrief;
pub(crate) use payload::payload;
pub(crate) use search::{Found, Search};
