//! What `#[reducer]` makes, as a user's program sees it.

mod contract;
mod diagrams;
mod fixtures;
mod groups;
mod projection;
mod purity;
mod unnamed;

use fixtures::meta;
