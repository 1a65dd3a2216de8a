//! What is done in the transaction of every commit.

use std::sync::Arc;

use chronostack::log::Record;
use rusqlite::Connection;

/// Why a projection failed.
pub type ProjectionError = Box<dyn std::error::Error + Send + Sync>;

/// What is done in the transaction of every commit, with what it records.
pub(crate) type Projection = Arc<dyn Fn(&Connection, &[Record]) -> Result<(), ProjectionError> + Send + Sync>;
