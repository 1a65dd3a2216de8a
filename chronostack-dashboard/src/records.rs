//! Single records of a log.

use std::ops::ControlFlow;

use chronostack::{
    id::StreamName,
    log::{Log, ReadError, Record, RecordRef},
};

/// The record at a position; `None` where the log holds none.
pub(crate) async fn at(log: &dyn Log, position: u64) -> Result<Option<Record>, ReadError> {
    let mut found = None;
    let mut look = |record: &RecordRef<'_>| {
        found = (record.position == position).then(|| record.to_record());
        ControlFlow::Break(())
    };
    if position > 0 && position <= log.head().await? {
        held(log.scan(position, &mut look).await)?;
    }
    Ok(found)
}

/// The position of a version of a stream; `None` where the log holds none.
pub(crate) async fn position_of(log: &dyn Log, stream: &StreamName, version: u64) -> Result<Option<u64>, ReadError> {
    let mut found = None;
    let mut look = |record: &RecordRef<'_>| {
        found = (record.version == version).then_some(record.position);
        ControlFlow::Break(())
    };
    if version > 0 {
        held(log.scan_stream(stream.clone(), version, &mut look).await)?;
    }
    Ok(found)
}

/// What is archived is not there.
fn held(scanned: Result<(), ReadError>) -> Result<(), ReadError> {
    match scanned {
        Err(ReadError::Archived { .. }) => Ok(()),
        scanned => scanned,
    }
}
