//! What goes wrong inside, before it is known which operation it fails.

use std::{io, path::PathBuf};

use crate::log::{
    error::{ArchiveError, CompressError, OpenError, ReadError},
    file::segment::FORMAT,
};

#[derive(Debug)]
pub(super) enum Fault {
    Io {
        path: PathBuf,
        source: io::Error,
    },
    Corrupt {
        path: PathBuf,
        offset: u64,
        /// The position of the first event that is lost to it.
        position: u64,
        reason: String,
    },
    Format {
        path: PathBuf,
        found: u32,
    },
    /// What was asked for is archived.
    Archived {
        path: PathBuf,
        first_kept: u64,
    },
}

/// Puts the path to an I/O error.
pub(super) trait AtPath<T> {
    fn at(self, path: impl Into<PathBuf>) -> Result<T, Fault>;
}

impl<T> AtPath<T> for io::Result<T> {
    fn at(self, path: impl Into<PathBuf>) -> Result<T, Fault> {
        self.map_err(|source| Fault::Io { path: path.into(), source })
    }
}

impl From<Fault> for OpenError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io { path, source } => Self::Io { path, source: source.into() },
            Fault::Corrupt { path, offset, reason, .. } => Self::Corrupt { path, offset, reason },
            Fault::Format { path, found } => Self::Format { path, found, newest: FORMAT },
            Fault::Archived { path, first_kept } => Self::Io { path, source: archived(first_kept).into() },
        }
    }
}

impl From<Fault> for ArchiveError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io { path, source } => Self::Io { path, source: source.into() },
            Fault::Corrupt { path, offset, reason, .. } => Self::Corrupt { path, offset, reason },
            Fault::Format { path, found } => Self::Io { path, source: newer(found).into() },
            Fault::Archived { path, first_kept } => Self::Io { path, source: archived(first_kept).into() },
        }
    }
}

impl From<Fault> for CompressError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io { path, source } => Self::Io { path, source: source.into() },
            Fault::Corrupt { path, offset, reason, .. } => Self::Corrupt { path, offset, reason },
            Fault::Format { path, found } => Self::Io { path, source: newer(found).into() },
            Fault::Archived { path, first_kept } => Self::Io { path, source: archived(first_kept).into() },
        }
    }
}

impl From<Fault> for ReadError {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Io { path, source } => Self::Io { path, source: source.into() },
            Fault::Corrupt { path, offset, position, reason } => Self::Corrupt { path, offset, position, reason },
            Fault::Format { path, found } => Self::Io { path, source: newer(found).into() },
            Fault::Archived { path, first_kept } => Self::Archived { path, first_kept },
        }
    }
}

fn newer(format: u32) -> io::Error {
    let reason = format!("it is written in format {format}, and this release reads up to format {FORMAT}");
    io::Error::new(io::ErrorKind::Unsupported, reason)
}

fn archived(first_kept: u64) -> io::Error {
    let reason = format!("the segments before position {first_kept} were archived meanwhile");
    io::Error::new(io::ErrorKind::NotFound, reason)
}
