//! What stands in columns of more than one type: times and ids.

use chronostack::{
    Timestamp,
    id::{EventId, LogId},
};
use rusqlite::types::{Value, ValueRef};

const ID_BYTES: usize = 24;

/// An integer where it fits: from 1677 to 2262.
pub(crate) fn time(time: Timestamp) -> Value {
    let nanoseconds = time.as_nanosecond();
    i64::try_from(nanoseconds).map_or_else(|_| Value::Blob(nanoseconds.to_be_bytes().to_vec()), Value::Integer)
}

/// The time that [`time`] wrote.
pub(crate) fn time_in(value: ValueRef<'_>) -> Option<Timestamp> {
    let nanoseconds = match value {
        ValueRef::Integer(nanoseconds) => nanoseconds.into(),
        ValueRef::Blob(bytes) => i128::from_be_bytes(bytes.try_into().ok()?),
        _ => return None,
    };
    Timestamp::from_nanosecond(nanoseconds).ok()
}

/// `ids` in the log `log`.
pub(crate) fn ids(ids: &[EventId], log: LogId) -> Value {
    match ids {
        [] => Value::Null,
        [EventId { log: of, position }] if *of == log && i64::try_from(*position).is_ok() => {
            Value::Integer(position.cast_signed())
        }
        ids => Value::Blob(ids.iter().flat_map(bytes).collect()),
    }
}

/// The ids that [`ids`] wrote.
pub(crate) fn ids_in(value: ValueRef<'_>, log: LogId) -> Option<Vec<EventId>> {
    match value {
        ValueRef::Null => Some(Vec::new()),
        ValueRef::Integer(position) => Some(vec![EventId { log, position: position.try_into().ok()? }]),
        ValueRef::Blob(bytes) => {
            let (ids, []) = bytes.as_chunks::<ID_BYTES>() else { return None };
            ids.iter().map(id_of).collect()
        }
        _ => None,
    }
}

fn bytes(id: &EventId) -> [u8; ID_BYTES] {
    let mut bytes = [0; ID_BYTES];
    bytes[..16].copy_from_slice(&id.log.0.to_be_bytes());
    bytes[16..].copy_from_slice(&id.position.to_be_bytes());
    bytes
}

fn id_of(bytes: &[u8; ID_BYTES]) -> Option<EventId> {
    let (log, position) = bytes.split_first_chunk()?;
    Some(EventId { log: LogId(u128::from_be_bytes(*log)), position: u64::from_be_bytes(position.try_into().ok()?) })
}
