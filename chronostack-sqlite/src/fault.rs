//! What goes wrong inside, before it is known which operation it fails.

use std::{io, path::Path};

use chronostack::log::{AppendError, OpenError, ReadError};
use rusqlite::{Error, ErrorCode, ffi};

use crate::projection::ProjectionError;

/// What to do about a database that is damaged.
const MEND: &str = "restore a backup, or save what `.recover` of the sqlite3 shell finds";

#[derive(Debug)]
pub(crate) enum Fault {
    Sqlite(Error),
    /// What is stored does not fit, from `position` on.
    Corrupt {
        position: u64,
        reason: String,
    },
    /// The commit was refused; nothing of it was written.
    Refused(AppendError),
    /// The projection failed; nothing of the commit was written.
    Projection(ProjectionError),
    Closed,
}

impl Fault {
    pub(crate) fn corrupt(position: u64, reason: impl Into<String>) -> Self {
        Self::Corrupt { position, reason: reason.into() }
    }

    pub(crate) fn append(self, path: &Path) -> AppendError {
        match self {
            Self::Refused(error) => error,
            Self::Closed => AppendError::Closed,
            Self::Projection(error) => {
                let source = io::Error::other(format!("the projection failed: {error}")).into();
                AppendError::Io { path: path.to_owned(), source }
            }
            Self::Sqlite(error) => AppendError::Io { path: path.to_owned(), source: explained(error).into() },
            Self::Corrupt { position, reason } => {
                let reason = format!("the database is damaged at position {position}: {reason}; {MEND}");
                let source = io::Error::new(io::ErrorKind::InvalidData, reason).into();
                AppendError::Io { path: path.to_owned(), source }
            }
        }
    }

    pub(crate) fn read(self, path: &Path) -> ReadError {
        let path = path.to_owned();
        match self {
            Self::Closed => ReadError::Closed,
            Self::Sqlite(error) if is_damage(&error) => {
                ReadError::Corrupt { path, offset: 0, position: 0, reason: format!("{error}; {MEND}") }
            }
            Self::Sqlite(error) => ReadError::Io { path, source: explained(error).into() },
            Self::Corrupt { position, reason } => {
                ReadError::Corrupt { path, offset: 0, position, reason: format!("{reason}; {MEND}") }
            }
            Self::Refused(error) => ReadError::Io { path, source: io::Error::other(error).into() },
            Self::Projection(error) => ReadError::Io { path, source: io::Error::other(error).into() },
        }
    }

    pub(crate) fn open(self, path: &Path) -> OpenError {
        let owned = path.to_owned();
        match self {
            Self::Sqlite(error) if error.sqlite_error_code() == Some(ErrorCode::NotADatabase) => {
                OpenError::NotALog { path: owned, reason: "it is no SQLite database".to_owned() }
            }
            fault => match fault.read(path) {
                ReadError::Corrupt { path, offset, reason, .. } => OpenError::Corrupt { path, offset, reason },
                ReadError::Io { path, source } => OpenError::Io { path, source },
                other => OpenError::Io { path: owned, source: io::Error::other(other).into() },
            },
        }
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Self::Sqlite(error)
    }
}

impl From<AppendError> for Fault {
    fn from(error: AppendError) -> Self {
        Self::Refused(error)
    }
}

/// Whether an error means that what is stored is not what was written.
fn is_damage(error: &Error) -> bool {
    match error {
        Error::FromSqlConversionFailure(..)
        | Error::IntegralValueOutOfRange(..)
        | Error::Utf8Error(..)
        | Error::InvalidColumnType(..)
        // What is asked of the tables is right, so they are not as they were made.
        | Error::SqlInputError { .. }
        | Error::QueryReturnedNoRows => true,
        error => matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase)),
    }
}

/// Whether a commit that failed so may be found on the disk all the same.
pub(crate) fn leaves_in_doubt(error: &Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::SystemIoFailure)
}

fn explained(error: Error) -> io::Error {
    use io::ErrorKind as Kind;
    let snapshot = |failure: &ffi::Error| failure.extended_code == ffi::SQLITE_BUSY_SNAPSHOT;
    let (kind, advice) = match error.sqlite_error() {
        Some(failure) if snapshot(failure) => (
            Kind::ResourceBusy,
            "another connection has written since this transaction first read; begin it with `TransactionBehavior::Immediate`",
        ),
        Some(failure) => match failure.code {
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => (
                Kind::ResourceBusy,
                "another connection has held the right to write all the time; make its transactions shorter, or wait longer by \
                 `busy_timeout`",
            ),
            ErrorCode::DiskFull => (Kind::StorageFull, "make room, and go on"),
            ErrorCode::ReadOnly => (Kind::PermissionDenied, "make the file and its folder writable"),
            ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => (Kind::InvalidData, MEND),
            _ => return io::Error::other(error),
        },
        None => return io::Error::other(error),
    };
    io::Error::new(kind, format!("{error}: {advice}"))
}
