//! `chronostack.json`: what makes a folder a log.

use std::{io, path::Path};

use serde::{Deserialize, Serialize};

use crate::{
    id::LogId,
    log::{
        error::OpenError,
        file::{
            fault::AtPath,
            replacing::put_durably,
            segment::{FORMAT, segments_named},
            storage::{Access, Disk, read_small},
        },
    },
};

pub(super) const FILE: &str = "chronostack.json";
const FILE_NEW: &str = "chronostack.json.new";
/// The lock's file, which stands before the log does.
pub(super) const LOCK_FILE: &str = "lock";

/// The file's one line.
#[derive(Debug, Serialize, Deserialize)]
struct Identity {
    /// The format's number.
    chronostack: u32,
    log: LogId,
    /// CRC-32 of the number and the id as they stand here, a space between, in 8 hexadecimal digits.
    crc32: String,
}

/// What a folder is.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Folder {
    Log(LogId),
    /// Absent, empty, or what a log that was never finished leaves.
    Empty,
}

/// What `folder` is.
pub(super) fn look(disk: &dyn Disk, folder: &Path) -> Result<Folder, OpenError> {
    let names = match disk.list(folder) {
        Ok(names) => names,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Folder::Empty),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            return Err(not_a_log(folder, "it is a file, and a log is a folder".to_owned()));
        }
        error => error.at(folder)?,
    };
    if names.iter().any(|name| name == FILE) {
        return read(disk, folder).map(Folder::Log);
    }
    if !segments_named(&names).is_empty() {
        return Err(not_a_log(folder, format!("it holds segments, but no {FILE}")));
    }
    match names.into_iter().find(|name| name != LOCK_FILE && name != FILE_NEW) {
        Some(other) => Err(not_a_log(folder, format!("it holds {other:?}, but no {FILE}"))),
        None => Ok(Folder::Empty),
    }
}

fn not_a_log(folder: &Path, reason: String) -> OpenError {
    OpenError::NotALog { path: folder.to_owned(), reason }
}

fn read(disk: &dyn Disk, folder: &Path) -> Result<LogId, OpenError> {
    let path = folder.join(FILE);
    let bytes = disk.open(&path, Access::Read).and_then(|file| read_small(file.as_ref(), 4_096)).at(&path)?;
    let corrupt = |reason: String| OpenError::Corrupt { path: path.clone(), offset: 0, reason };
    let identity: Identity =
        serde_json::from_slice(&bytes).map_err(|error| corrupt(format!("it names no log: {error}")))?;
    if identity.crc32 != sum(identity.chronostack, identity.log) {
        return Err(corrupt("its checksum fails".to_owned()));
    }
    if identity.chronostack > FORMAT {
        return Err(OpenError::Format { path, found: identity.chronostack, newest: FORMAT });
    }
    if line(identity.log).as_bytes() != bytes {
        return Err(corrupt("it is not as it was written".to_owned()));
    }
    Ok(identity.log)
}

/// Makes a new log of `folder`, which is there: all of it is durable, or none is a log.
pub(super) fn create(disk: &dyn Disk, folder: &Path) -> Result<LogId, OpenError> {
    let log = LogId::random().at(folder)?;
    put_durably(disk, &folder.join(FILE), line(log).as_bytes())?;
    disk.sync_folder(folder).at(folder)?;
    Ok(log)
}

pub(super) fn line(log: LogId) -> String {
    format!("{{\"chronostack\":{FORMAT},\"log\":\"{log}\",\"crc32\":\"{}\"}}\n", sum(FORMAT, log))
}

fn sum(format: u32, log: LogId) -> String {
    format!("{:08x}", crc32fast::hash(format!("{format} {log}").as_bytes()))
}
