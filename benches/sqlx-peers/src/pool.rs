//! Connections: WAL, and every commit synced, which `synchronous = NORMAL`, the default of both peers' helpers, does not do.

use std::path::Path;

use sqlx::{
    SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

/// The database in `folder`, and whether it was there before.
pub(crate) async fn open(folder: &Path) -> anyhow::Result<(SqlitePool, bool)> {
    let path = folder.join("events.sqlite");
    let existed = path.exists();
    let options = SqliteConnectOptions::new()
        .filename(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    Ok((SqlitePoolOptions::new().max_connections(4).connect_with(options).await?, existed))
}
