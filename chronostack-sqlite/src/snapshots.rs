//! Snapshots in a table.

use std::sync::Arc;

use async_channel::Sender;
use chronostack::{
    id::StreamName,
    log::{BoxFuture, Snapshot, SnapshotError, SnapshotStore, spacing, thinned},
};
use futures_channel::oneshot;
use rusqlite::{Connection, params};

use crate::{append::all_or_nothing, fault::Fault, request::Request, shared::Shared};

/// Snapshots in a table of the log's database, thinner with age.
///
/// A snapshot is the CRC-32 of what follows, the highest byte first, and the [`Snapshot`] in postcard. It is a cache: one that is
/// damaged counts as absent, and its form may change in any release.
pub(crate) struct SqliteSnapshots {
    pub(crate) shared: Arc<Shared>,
    pub(crate) queue: Sender<Request>,
}

/// Keeps a snapshot, in a transaction that has the right to write.
pub(crate) fn save(connection: &Connection, snapshot: &Snapshot) -> Result<(), SnapshotError> {
    let key = &snapshot.key;
    let failed = |error: &dyn std::fmt::Debug| {
        SnapshotError(format!("keep the snapshot of {} at version {}: {error:?}", key.stream, snapshot.version))
    };
    let bytes = encode(snapshot).map_err(|error| failed(&error))?;
    let of = (key.stream.as_str(), &key.machine);
    let save = || {
        let generation = key.generation().cast_signed();
        let stale = "DELETE FROM chronostack_snapshots WHERE stream = ?1 AND machine = ?2 AND generation <> ?3";
        connection.prepare_cached(stale)?.execute((of.0, of.1, generation))?;
        let insert = "INSERT OR REPLACE INTO chronostack_snapshots (stream, machine, version, generation, snapshot)
            VALUES (?1, ?2, ?3, ?4, ?5)";
        let mut insert = connection.prepare_cached(insert)?;
        insert.execute(params![of.0, of.1, snapshot.version.cast_signed(), generation, bytes])?;
        let select = "SELECT version FROM chronostack_snapshots WHERE stream = ?1 AND machine = ?2 ORDER BY version";
        let mut select = connection.prepare_cached(select)?;
        let versions = select.query_map(of, |row| row.get(0).map(i64::cast_unsigned))?;
        let versions: Vec<u64> = versions.collect::<Result<_, _>>()?;
        let delete = "DELETE FROM chronostack_snapshots WHERE stream = ?1 AND machine = ?2 AND version = ?3";
        let mut delete = connection.prepare_cached(delete)?;
        for version in thinned(&versions, spacing(snapshot.state.len())) {
            delete.execute((of.0, of.1, version.cast_signed()))?;
        }
        Ok(())
    };
    all_or_nothing(connection, save).map_err(|fault| failed(&fault))
}

fn find(connection: &Connection, stream: &StreamName, machine: &str, version: u64) -> Result<Option<Snapshot>, Fault> {
    let select = "SELECT version, snapshot FROM chronostack_snapshots
        WHERE stream = ?1 AND machine = ?2 AND version <= ?3 ORDER BY version DESC";
    let mut select = connection.prepare_cached(select)?;
    let mut rows = select.query((stream.as_str(), machine, i64::try_from(version).unwrap_or(i64::MAX)))?;
    while let Some(row) = rows.next()? {
        let version = row.get::<_, i64>(0)?.cast_unsigned();
        let snapshot = row.get_ref(1)?.as_blob().ok().and_then(decode);
        let fits =
            |found: &Snapshot| found.key.stream == *stream && found.key.machine == machine && found.version == version;
        if let Some(snapshot) = snapshot.filter(fits) {
            return Ok(Some(snapshot));
        }
        tracing::warn!(%stream, version, "a snapshot is damaged; an older one, or none, is used");
    }
    Ok(None)
}

fn encode(snapshot: &Snapshot) -> Result<Vec<u8>, postcard::Error> {
    let mut bytes = postcard::to_extend(snapshot, vec![0; 4])?;
    let (sum, body) = bytes.split_at_mut(4);
    sum.copy_from_slice(&crc32fast::hash(body).to_be_bytes());
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Option<Snapshot> {
    let (sum, body) = bytes.split_first_chunk()?;
    if u32::from_be_bytes(*sum) != crc32fast::hash(body) {
        return None;
    }
    postcard::from_bytes(body).ok()
}

impl SnapshotStore for SqliteSnapshots {
    fn save(&self, snapshot: Snapshot) -> BoxFuture<'_, Result<(), SnapshotError>> {
        Box::pin(async {
            let closed = || SnapshotError("the log is closed".to_owned());
            let (reply, answer) = oneshot::channel();
            self.queue.send(Request::Save(snapshot.into(), reply)).await.map_err(|_| closed())?;
            answer.await.unwrap_or_else(|_| Err(closed()))
        })
    }

    fn find(
        &self,
        stream: StreamName,
        machine: String,
        version: u64,
    ) -> BoxFuture<'_, Result<Option<Snapshot>, SnapshotError>> {
        Box::pin(async move {
            let found = self.shared.read(|connection| find(connection, &stream, &machine, version));
            found.map_err(|error| SnapshotError(error.to_string()))
        })
    }
}
