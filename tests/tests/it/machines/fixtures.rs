//! What several of these tests need.

use chronostack::{
    Timestamp,
    id::{EventId, LogId},
    meta::Meta,
};

/// The metadata of the event at `version` of some stream.
pub(super) fn meta(version: u64) -> Meta {
    let seconds = i64::try_from(version).expect("tests count low");
    let id = EventId { log: LogId(1), position: version };
    Meta::new(id, "order/order-1".parse().expect("a name"), version, Timestamp::from_second(seconds).expect("a time"))
}
