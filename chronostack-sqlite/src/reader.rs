//! Reading records.

use std::sync::Arc;

use chronostack::{
    LogicalTime,
    fingerprint::StateFingerprint,
    id::{EventId, LogId, StreamName},
    log::{Page, PageBuilder, ReadLimit, Record, StreamSummary},
    meta::Meta,
};
use rusqlite::{Connection, OptionalExtension, Row, Rows, types::ValueRef};

use crate::{
    append::stream_end,
    columns::{ids_in, time_in},
    fault::Fault,
    names::Names,
    numbers::find_stream,
    sum::sum_of,
};

/// The columns of an event's row, in the order that [`Reader::record`] takes them in.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT position, stream, version, kind, recorded_at, occurred_at, id, correlation, causes, actor, service,
             transition, traceparent, idempotency_key, checksum, payload, fingerprint,
             logical, lane FROM chronostack_events ",
            $rest
        )
    };
}

/// The last position, 0 when there is none.
pub(crate) fn head(connection: &Connection) -> Result<u64, Fault> {
    let mut select = connection.prepare_cached("SELECT coalesce(max(position), 0) FROM chronostack_events")?;
    Ok(select.query_row([], |row| row.get(0).map(i64::cast_unsigned))?)
}

/// Reads the log `log` on one connection.
#[derive(Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) connection: &'a Connection,
    pub(crate) log: LogId,
    pub(crate) names: &'a Names,
}

impl Reader<'_> {
    pub(crate) fn read(self, from: u64, limit: ReadLimit) -> Result<Page, Fault> {
        let from = from.max(1);
        let mut select = self.connection.prepare_cached(select!("WHERE position >= ?1 ORDER BY position"))?;
        let rows = select.query([i64::try_from(from).unwrap_or(i64::MAX)])?;
        self.page(rows, limit, from, |meta| meta.position)
    }

    pub(crate) fn read_stream(self, stream: &StreamName, from: u64, limit: ReadLimit) -> Result<Page, Fault> {
        let Some(number) = find_stream(self.connection, stream)? else { return Ok(Page::default()) };
        let from = from.max(1);
        let select = select!("WHERE stream = ?1 AND version >= ?2 ORDER BY version");
        let mut select = self.connection.prepare_cached(select)?;
        let rows = select.query([number, i64::try_from(from).unwrap_or(i64::MAX)])?;
        self.page(rows, limit, from, |meta| meta.version)
    }

    /// The rows up to the limit. They must be numbered without gaps.
    fn page(
        self,
        mut rows: Rows<'_>,
        limit: ReadLimit,
        first: u64,
        number: impl Fn(&Meta) -> u64,
    ) -> Result<Page, Fault> {
        let mut page = PageBuilder::new(limit);
        let mut expected = first;
        while let Some(row) = rows.next()? {
            if !page.admits(payload(row)?.len()) {
                return Ok(page.finish(true));
            }
            let record = self.record(row)?;
            if number(&record.meta) != expected {
                let reason = format!("number {expected} is missing before it");
                return Err(Fault::corrupt(record.meta.position, reason));
            }
            expected += 1;
            page.push(record);
        }
        Ok(page.finish(false))
    }

    fn record(self, row: &Row<'_>) -> Result<Record, Fault> {
        let position = row.get::<_, i64>(0)?.cast_unsigned();
        let corrupt = |what: &str| Fault::corrupt(position, format!("its {what} is none"));
        let ids = |column, what| ids_in(row.get_ref(column)?, self.log).ok_or_else(|| corrupt(what));
        let label = |column| match row.get(column)? {
            Some(number) => self.names.label(self.connection, number).map(Some),
            None => Ok(None),
        };
        let text = |column| row.get::<_, Option<Arc<str>>>(column);
        let own = EventId { log: self.log, position };
        let id = ids(6, "id")?.first().copied().unwrap_or(own);
        let stream = self.names.stream(self.connection, row.get(1)?)?;
        let recorded_at = time_in(row.get_ref(4)?).ok_or_else(|| corrupt("time"))?;
        let mut meta = Meta::new(id, stream, row.get::<_, i64>(2)?.cast_unsigned(), recorded_at);
        meta.position = position;
        meta.occurred_at = match row.get_ref(5)? {
            ValueRef::Null => None,
            time => Some(time_in(time).ok_or_else(|| corrupt("other time"))?),
        };
        meta.logical = match row.get_ref(17)? {
            ValueRef::Null => LogicalTime(recorded_at),
            time => time_in(time).map(LogicalTime).ok_or_else(|| corrupt("logical time"))?,
        };
        meta.correlation = ids(7, "correlation")?.first().copied().unwrap_or(id);
        meta.causes = ids(8, "causes")?;
        (meta.actor, meta.service, meta.transition) = (label(9)?, label(10)?, label(11)?);
        meta.lane = label(18)?;
        (meta.traceparent, meta.idempotency_key) = (text(12)?, text(13)?);
        meta.fingerprint = match row.get_ref(16)? {
            ValueRef::Null => None,
            ValueRef::Blob(bytes) => {
                let bytes = <[u8; 16]>::try_from(bytes).map_err(|_| corrupt("fingerprint"))?;
                Some(StateFingerprint(u128::from_be_bytes(bytes)))
            }
            _ => return Err(corrupt("fingerprint")),
        };
        let kind = self.names.kind(self.connection, row.get(3)?)?;
        let record = Record { meta, kind, payload: payload(row)?.to_vec() };
        if row.get::<_, u32>(14)? != sum_of(&record) {
            return Err(Fault::corrupt(position, "its checksum fails"));
        }
        Ok(record)
    }

    pub(crate) fn streams(self, after: Option<&StreamName>, limit: usize) -> Result<Vec<StreamSummary>, Fault> {
        let select = "SELECT number, name FROM chronostack_streams WHERE name > ?1 ORDER BY name LIMIT ?2";
        let mut select = self.connection.prepare_cached(select)?;
        let after = after.map_or("", StreamName::as_str);
        let mut rows = select.query((after, i64::try_from(limit).unwrap_or(i64::MAX)))?;
        let mut streams = Vec::new();
        while let Some(row) = rows.next()? {
            let stream = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
            let stream = stream.parse().map_err(|error| Fault::corrupt(0, format!("{error}")))?;
            let (version, position) = stream_end(self.connection, row.get(0)?)?;
            streams.push(StreamSummary { stream, version, position });
        }
        Ok(streams)
    }

    pub(crate) fn stream(self, stream: StreamName) -> Result<Option<StreamSummary>, Fault> {
        let Some(number) = find_stream(self.connection, &stream)? else { return Ok(None) };
        let (version, position) = stream_end(self.connection, number)?;
        Ok(Some(StreamSummary { stream, version, position }))
    }

    pub(crate) fn find_commit(self, stream: &StreamName, key: &str) -> Result<Option<Vec<Record>>, Fault> {
        let Some(number) = find_stream(self.connection, stream)? else { return Ok(None) };
        let select = "SELECT version, events FROM chronostack_keys WHERE stream = ?1 AND idempotency_key = ?2";
        let mut select = self.connection.prepare_cached(select)?;
        let found =
            select.query_row((number, key), |row| Ok((row.get::<_, i64>(0)?, row.get::<_, u32>(1)?))).optional()?;
        let Some((first, events)) = found else { return Ok(None) };
        let limit = ReadLimit { records: events as usize, payload_bytes: usize::MAX };
        let records = self.read_stream(stream, first.cast_unsigned(), limit)?.records;
        let whole = records.len() == limit.records;
        if !whole || records.iter().any(|record| record.meta.idempotency_key.as_deref() != Some(key)) {
            return Err(Fault::corrupt(0, format!("the commit of the key {key:?} in {stream} is not where it was")));
        }
        Ok(Some(records))
    }
}

fn payload<'a>(row: &'a Row<'_>) -> Result<&'a [u8], Fault> {
    Ok(row.get_ref(15)?.as_blob().map_err(rusqlite::Error::from)?)
}
