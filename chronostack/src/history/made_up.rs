//! What stands in the place of meta for an event that no log recorded.

use crate::{
    id::{EventId, LogId, StreamName},
    meta::Meta,
    time::{LogicalTime, Timestamp},
};

/// The log of events that no log recorded.
const NO_LOG: LogId = LogId(0);

/// The meta of an event that no log recorded, a function of its place alone: id and position are its version (in the log
/// of id 0), its time that many seconds after the Unix epoch.
pub(super) fn meta(stream: &StreamName, version: u64) -> Meta {
    let id = EventId { log: NO_LOG, position: version };
    let recorded_at = i64::try_from(version).ok().and_then(|seconds| Timestamp::from_second(seconds).ok());
    Meta::new(id, stream.clone(), version, recorded_at.unwrap_or(Timestamp::MAX))
}

/// Gives an event another version. What a log recorded about it stays; what was made up is made up anew, with
/// times no earlier than those of `previous` and no later than `next`, of its neighbours.
pub(super) fn renumber(meta: &mut Meta, version: u64, previous: Option<&Meta>, next: Option<Timestamp>) {
    if !is_made_up(meta) {
        meta.version = version;
        return;
    }
    let mut made_up = self::meta(&meta.stream, version);
    made_up.recorded_at =
        previous.map_or(made_up.recorded_at, |previous| made_up.recorded_at.max(previous.recorded_at));
    made_up.recorded_at = next.map_or(made_up.recorded_at, |next| made_up.recorded_at.min(next));
    made_up.logical = LogicalTime::at(made_up.recorded_at, previous.map(|previous| previous.logical), None);
    *meta = made_up;
}

pub(super) fn is_made_up(meta: &Meta) -> bool {
    meta.id.log == NO_LOG
}
