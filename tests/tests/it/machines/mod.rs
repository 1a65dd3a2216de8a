//! What `#[reducer]` makes, as a user's program sees it.

mod contract;
mod fixtures;

use fixtures::meta;
