//! Events that these tests append.

use std::sync::Arc;

use chronostack::{
    Timestamp,
    codec::Codec,
    id::EventId,
    log::{Commit, EventKind, Log, NewRecord, StreamAppend},
    schema::{Shape, TypeSchema},
};
use pollster::block_on;

/// An event without a payload, so many milliseconds after the start of time.
pub(super) fn event(name: &str, milliseconds: i64, causes: &[EventId]) -> NewRecord {
    let schema = TypeSchema { root: Shape::Bytes, types: vec![] };
    let kind = Arc::new(EventKind { name: name.to_owned(), version: 1, codec: Codec::Postcard, schema });
    let time = Timestamp::from_millisecond(milliseconds).expect("a time");
    NewRecord { causes: causes.to_vec(), ..NewRecord::new(kind, vec![0], time) }
}

/// Appends an event to `stream`, and answers with its id.
pub(super) fn append(log: &dyn Log, stream: &str, event: NewRecord) -> EventId {
    let stream = stream.parse().expect("a name");
    let append = StreamAppend { stream, expected: None, idempotency_key: None, records: vec![event] };
    block_on(log.append(Commit::from(append))).expect("it is appended")[0].meta.id
}
