//! The numbers that stand in an event's row for names, as a writer needs them.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use chronostack::{
    codec::Codec,
    id::StreamName,
    log::{AppendError, EventKind, Kinds},
};
use rusqlite::{CachedStatement, Connection, OptionalExtension, Row};

use crate::fault::Fault;

/// Names of each sort that are remembered at once.
const REMEMBERED_MAX: usize = 1 << 16;

/// The numbers met so far, so that they need not be looked up. Numbers that a transaction gave and that was rolled back must be
/// forgotten: all of them are, then.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    streams: HashMap<StreamName, i64>,
    labels: HashMap<Arc<str>, i64>,
    kinds: Kinds,
    /// By address, kinds that were given before, with the one held that each equals and its number. That spares comparing schemas.
    given: HashMap<usize, (Arc<EventKind>, Arc<EventKind>, i64)>,
}

impl Numbers {
    /// The stream's number, if it has one.
    pub(crate) fn find_stream(&mut self, connection: &Connection, name: &StreamName) -> Result<Option<i64>, Fault> {
        if let Some(number) = self.streams.get(name) {
            return Ok(Some(*number));
        }
        let number = find_stream(connection, name)?;
        if let Some(number) = number {
            remember(&mut self.streams, name.clone(), number);
        }
        Ok(number)
    }

    /// Gives a number to a stream that has none.
    pub(crate) fn add_stream(&mut self, connection: &Connection, name: &StreamName) -> Result<i64, Fault> {
        let mut insert = connection.prepare_cached("INSERT INTO chronostack_streams (name) VALUES (?1)")?;
        let number = insert.insert([name.as_str()])?;
        remember(&mut self.streams, name.clone(), number);
        Ok(number)
    }

    /// The label's number; it is given one if it has none.
    pub(crate) fn label(&mut self, connection: &Connection, label: &Arc<str>) -> Result<i64, Fault> {
        if let Some(number) = self.labels.get(label) {
            return Ok(*number);
        }
        let mut select = connection.prepare_cached("SELECT number FROM chronostack_labels WHERE label = ?1")?;
        let number = match select.query_row([label.as_ref()], |row| row.get(0)).optional()? {
            Some(number) => number,
            None => connection
                .prepare_cached("INSERT INTO chronostack_labels (label) VALUES (?1)")?
                .insert([label.as_ref()])?,
        };
        remember(&mut self.labels, label.clone(), number);
        Ok(number)
    }

    /// The kind held that equals `kind`, with its number; it is taken in if there is none.
    pub(crate) fn kind(
        &mut self,
        connection: &Connection,
        kind: &Arc<EventKind>,
    ) -> Result<(Arc<EventKind>, i64), Fault> {
        let address = Arc::as_ptr(kind).addr();
        if let Some((_, held, number)) = self.given.get(&address) {
            return Ok((held.clone(), *number));
        }
        let select =
            "SELECT number, name, version, codec, schema FROM chronostack_kinds WHERE name = ?1 AND version = ?2";
        let mut select = connection.prepare_cached(select)?;
        let mut rows = select.query((&kind.name, kind.version))?;
        let mut found = None;
        while let Some(row) = rows.next()? {
            let (number, stored) = kind_in(row)?;
            let same = stored.codec == kind.codec;
            // Its own name and version have one schema, or it is refused here.
            let held = self.kinds.insert(stored.into())?;
            self.kinds.find(kind)?;
            if same {
                found = Some((held, number));
            }
        }
        let (held, number) = match found {
            Some(found) => found,
            None => (self.kinds.insert(kind.clone())?, add_kind(connection, kind)?),
        };
        remember(&mut self.given, address, (kind.clone(), held.clone(), number));
        Ok((held, number))
    }
}

/// The stream's number, if it has one.
pub(crate) fn find_stream(connection: &Connection, name: &StreamName) -> Result<Option<i64>, Fault> {
    let mut select = connection.prepare_cached("SELECT number FROM chronostack_streams WHERE name = ?1")?;
    Ok(select.query_row([name.as_str()], |row| row.get(0)).optional()?)
}

/// Selects the kinds whose numbers are above `?1`.
pub(crate) fn kinds_above(connection: &Connection) -> rusqlite::Result<CachedStatement<'_>> {
    connection.prepare_cached(
        "SELECT number, name, version, codec, schema FROM chronostack_kinds WHERE number > ?1 ORDER BY number",
    )
}

/// The kind in a row of number, name, version, codec, schema.
pub(crate) fn kind_in(row: &Row<'_>) -> Result<(i64, EventKind), Fault> {
    let (number, name, version, codec): (i64, String, u32, String) =
        (row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    let codec = CODECS.iter().find(|(named, _)| *named == codec).map(|(_, codec)| *codec);
    let schema = serde_json::from_str(row.get_ref(4)?.as_str().map_err(rusqlite::Error::from)?);
    match (codec, schema) {
        (Some(codec), Ok(schema)) => Ok((number, EventKind { name, version, codec, schema })),
        (None, _) => Err(Fault::corrupt(0, format!("the codec of `{name}` version {version} is unknown"))),
        (_, Err(error)) => Err(Fault::corrupt(0, format!("the schema of `{name}` version {version} is none: {error}"))),
    }
}

const CODECS: [(&str, Codec); 2] = [("postcard", Codec::Postcard), ("json", Codec::Json)];

fn add_kind(connection: &Connection, kind: &EventKind) -> Result<i64, Fault> {
    let invalid = |reason| Fault::Refused(AppendError::InvalidCommit { reason });
    let Some((codec, _)) = CODECS.iter().find(|(_, codec)| *codec == kind.codec) else {
        return Err(invalid("an event's codec is none that this release of chronostack-sqlite knows"));
    };
    let schema = serde_json::to_string(&kind.schema).ok();
    let readable = |json: &String| {
        serde_json::from_str(json).is_ok_and(|schema: chronostack::schema::TypeSchema| schema == kind.schema)
    };
    let Some(schema) = schema.filter(readable) else {
        return Err(invalid("an event's schema is nested too deep to be read back"));
    };
    let insert = "INSERT INTO chronostack_kinds (name, version, codec, schema) VALUES (?1, ?2, ?3, ?4)";
    Ok(connection.prepare_cached(insert)?.insert((&kind.name, kind.version, codec, schema))?)
}

fn remember<K: Eq + Hash, V>(map: &mut HashMap<K, V>, key: K, value: V) {
    if map.len() == REMEMBERED_MAX {
        map.clear();
    }
    map.insert(key, value);
}
