//! What one would use instead of `ChronoStack`: a peer a file, each set up as its documentation recommends.

pub(crate) mod bare;
pub(crate) mod by_hand;
pub(crate) mod cqrs_es;
pub(crate) mod eventually;
pub(crate) mod fjall;
pub(crate) mod flat;
pub(crate) mod group_commit;
pub(crate) mod okaywal;
pub(crate) mod on_sqlx;
pub(crate) mod redb;
pub(crate) mod rust_fsm;
pub(crate) mod sierradb;
pub(crate) mod smlang;
pub(crate) mod sqlite;
pub(crate) mod statig;
