//! Appending one commit inside a transaction.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::Arc,
};

use chronostack::{
    LogicalTime,
    fingerprint::StateFingerprint,
    id::{EventId, LogId},
    log::{AppendError, Commit, NewRecord, Place, Record, StreamAppend},
};
use rusqlite::{Connection, OptionalExtension, params};

use crate::{
    columns::{ids, time, time_in},
    fault::Fault,
    numbers::Numbers,
    projection::Projection,
    sum::sum_of,
};

/// Appends `commit`, and lets `projection` do what it does, all of it or nothing. Must be called within a transaction that has the
/// right to write.
///
/// On an error nothing of it remains, unless the whole transaction is gone.
pub(crate) fn append(
    connection: &Connection,
    log: LogId,
    numbers: &mut Numbers,
    projection: Option<&Projection>,
    commit: Commit,
) -> Result<Vec<Record>, Fault> {
    let streams = checked(connection, numbers, commit)?;
    let appended = all_or_nothing(connection, || {
        let records = write(connection, log, numbers, streams)?;
        if let Some(projection) = projection {
            project(connection, projection, &records)?;
        }
        Ok(records)
    });
    if appended.is_err() {
        *numbers = Numbers::default();
    }
    appended
}

/// What is done in a transaction, undone where it fails.
pub(crate) fn all_or_nothing<T>(connection: &Connection, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, Fault> {
    connection.prepare_cached("SAVEPOINT chronostack")?.execute([])?;
    let done = work();
    if done.is_err() {
        // Some errors, a full disk for one, end the whole transaction by themselves.
        if connection.is_autocommit() {
            return done;
        }
        connection.prepare_cached("ROLLBACK TO chronostack")?.execute([])?;
    }
    connection.prepare_cached("RELEASE chronostack")?.execute([])?;
    done
}

/// What a commit adds to a stream, the stream's number and its version.
struct Extension {
    append: StreamAppend,
    number: Option<i64>,
    version: u64,
}

/// Holds the versions that are expected against those that the streams have.
fn checked(connection: &Connection, numbers: &mut Numbers, commit: Commit) -> Result<Vec<Extension>, Fault> {
    let check = |append: StreamAppend| {
        let number = numbers.find_stream(connection, &append.stream)?;
        let actual = match number {
            Some(number) => stream_end(connection, number)?.0,
            None => 0,
        };
        match append.expected {
            Some(expected) if expected != actual => {
                Err(AppendError::Conflict { stream: append.stream, expected, actual }.into())
            }
            _ => Ok(Extension { append, number, version: actual }),
        }
    };
    commit.streams.into_iter().map(check).collect()
}

fn write(
    connection: &Connection,
    log: LogId,
    numbers: &mut Numbers,
    streams: Vec<Extension>,
) -> Result<Vec<Record>, Fault> {
    let mut place = place(connection, log)?;
    let mut records = Vec::with_capacity(streams.iter().map(|extension| extension.append.records.len()).sum());
    for Extension { append, number, mut version } in streams {
        let StreamAppend { stream, idempotency_key, records: new, .. } = append;
        let number = match number {
            Some(number) => number,
            None => numbers.add_stream(connection, &stream)?,
        };
        if let Some(key) = &idempotency_key {
            let insert = "INSERT OR REPLACE INTO chronostack_keys VALUES (?1, ?2, ?3, ?4)";
            let events = i64::try_from(new.len()).unwrap_or(i64::MAX);
            connection.prepare_cached(insert)?.execute((number, key.as_ref(), (version + 1).cast_signed(), events))?;
        }
        for new in new {
            version += 1;
            let (kind, kind_number) = numbers.kind(connection, &new.kind)?;
            let record = place.record(NewRecord { kind, ..new }, &stream, version, idempotency_key.as_ref());
            insert(connection, log, numbers, (number, kind_number), &record)?;
            records.push(record);
        }
    }
    Ok(records)
}

/// Writes an event's row; `numbered` is its stream and its kind.
fn insert(
    connection: &Connection,
    log: LogId,
    numbers: &mut Numbers,
    numbered: (i64, i64),
    record: &Record,
) -> Result<(), Fault> {
    let meta = &record.meta;
    let own = EventId { log, position: meta.position };
    let mut label = |label: &Option<Arc<str>>| label.as_ref().map(|label| numbers.label(connection, label)).transpose();
    let (actor, service, transition) = (label(&meta.actor)?, label(&meta.service)?, label(&meta.transition)?);
    let lane = label(&meta.lane)?;
    let insert = "INSERT INTO chronostack_events
        (position, stream, version, kind, recorded_at, occurred_at, id, correlation, causes, actor, service, transition,
         traceparent, idempotency_key, checksum, payload, fingerprint, logical, lane)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)";
    connection.prepare_cached(insert)?.execute(params![
        meta.position.cast_signed(),
        numbered.0,
        meta.version.cast_signed(),
        numbered.1,
        time(meta.recorded_at),
        meta.occurred_at.map(time),
        ids(if meta.id == own { &[] } else { std::slice::from_ref(&meta.id) }, log),
        ids(if meta.correlation == meta.id { &[] } else { std::slice::from_ref(&meta.correlation) }, log),
        ids(&meta.causes, log),
        actor,
        service,
        transition,
        meta.traceparent.as_deref(),
        meta.idempotency_key.as_deref(),
        sum_of(record),
        record.payload,
        meta.fingerprint.map(|StateFingerprint(bits)| bits.to_be_bytes()),
        (meta.logical.0 != meta.recorded_at).then(|| time(meta.logical.0)),
        lane,
    ])?;
    Ok(())
}

fn project(connection: &Connection, projection: &Projection, records: &[Record]) -> Result<(), Fault> {
    match catch_unwind(AssertUnwindSafe(|| projection(connection, records))) {
        Ok(projected) => projected.map_err(Fault::Projection),
        Err(_) => Err(Fault::Projection("it panicked".into())),
    }
}

/// Where the next record is going to stand.
fn place(connection: &Connection, log: LogId) -> Result<Place, Fault> {
    let select = "SELECT position, recorded_at, coalesce(logical, recorded_at) FROM chronostack_events
        ORDER BY position DESC LIMIT 1";
    let mut select = connection.prepare_cached(select)?;
    let mut rows = select.query([])?;
    let Some(last) = rows.next()? else {
        return Ok(Place { log, position: 1, recorded_last: None, logical_last: None });
    };
    let position = last.get::<_, i64>(0)?.cast_unsigned();
    let time = |column| time_in(last.get_ref(column)?).ok_or_else(|| Fault::corrupt(position, "its time is none"));
    let (recorded_last, logical_last) = (Some(time(1)?), Some(LogicalTime(time(2)?)));
    Ok(Place { log, position: position + 1, recorded_last, logical_last })
}

/// The version and the position of the stream's last event.
pub(crate) fn stream_end(connection: &Connection, stream: i64) -> Result<(u64, u64), Fault> {
    let select = "SELECT version, position FROM chronostack_events WHERE stream = ?1 ORDER BY version DESC LIMIT 1";
    let mut select = connection.prepare_cached(select)?;
    let end: Option<(i64, i64)> = select.query_row([stream], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
    let (version, position) = end.ok_or_else(|| Fault::corrupt(0, format!("stream number {stream} has no events")))?;
    Ok((version.cast_unsigned(), position.cast_unsigned()))
}
