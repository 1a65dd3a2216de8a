//! The names that numbers in an event's row stand for, as a reader needs them.

use std::{
    collections::HashMap,
    sync::{Arc, PoisonError, RwLock},
};

use chronostack::{id::StreamName, log::EventKind};
use quick_cache::sync::Cache;
use rusqlite::{Connection, OptionalExtension};

use crate::{
    fault::Fault,
    numbers::{kind_in, kinds_above},
};

/// Names of each sort that are remembered at once.
const REMEMBERED_MAX: usize = 1 << 16;

/// Names met so far. A number is read only from a row that was committed, and never stands for another name then.
#[derive(Debug)]
pub(crate) struct Names {
    streams: Cache<i64, StreamName>,
    labels: Cache<i64, Arc<str>>,
    kinds: RwLock<HashMap<i64, Arc<EventKind>>>,
}

impl Default for Names {
    fn default() -> Self {
        Self { streams: Cache::new(REMEMBERED_MAX), labels: Cache::new(REMEMBERED_MAX), kinds: RwLock::default() }
    }
}

impl Names {
    pub(crate) fn stream(&self, connection: &Connection, number: i64) -> Result<StreamName, Fault> {
        self.streams.get_or_insert_with(&number, || {
            let name = text(connection, "SELECT name FROM chronostack_streams WHERE number = ?1", number)?;
            name.parse().map_err(|error| Fault::corrupt(0, format!("{error}")))
        })
    }

    pub(crate) fn label(&self, connection: &Connection, number: i64) -> Result<Arc<str>, Fault> {
        self.labels.get_or_insert_with(&number, || {
            Ok(text(connection, "SELECT label FROM chronostack_labels WHERE number = ?1", number)?.into())
        })
    }

    pub(crate) fn kind(&self, connection: &Connection, number: i64) -> Result<Arc<EventKind>, Fault> {
        let known = self.kinds.read().unwrap_or_else(PoisonError::into_inner).get(&number).cloned();
        if let Some(kind) = known {
            return Ok(kind);
        }
        self.kinds(connection)?;
        let kinds = self.kinds.read().unwrap_or_else(PoisonError::into_inner);
        kinds.get(&number).cloned().ok_or_else(|| Fault::corrupt(0, format!("kind number {number} is none")))
    }

    /// All kinds.
    pub(crate) fn kinds(&self, connection: &Connection) -> Result<Vec<Arc<EventKind>>, Fault> {
        let mut kinds = self.kinds.write().unwrap_or_else(PoisonError::into_inner);
        let mut select = kinds_above(connection)?;
        let mut rows = select.query([kinds.keys().max().copied().unwrap_or(0)])?;
        while let Some(row) = rows.next()? {
            let (number, kind) = kind_in(row)?;
            kinds.insert(number, kind.into());
        }
        Ok(kinds.values().cloned().collect())
    }
}

fn text(connection: &Connection, select: &str, number: i64) -> Result<String, Fault> {
    let found = connection.prepare_cached(select)?.query_row([number], |row| row.get(0)).optional()?;
    found.ok_or_else(|| Fault::corrupt(0, format!("number {number} stands for no name")))
}
