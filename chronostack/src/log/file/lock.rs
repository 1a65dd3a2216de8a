//! One writer at a time.

use std::{fs::TryLockError, io, path::Path, sync::Arc, thread, time::Duration};

use crate::log::{
    error::OpenError,
    file::{
        fault::{AtPath, Fault},
        identity::LOCK_FILE,
        storage::{Access, Disk, DiskFile, read_small, write_all},
    },
};

/// How often, and how far apart, the lock is tried: a reader holds it for an instant where it asks whether there is a writer.
const TRIES: u32 = 10;
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// The right to write. The operating system gives it back when the file closes, however the process ends.
#[derive(Debug)]
pub(super) struct WriterLock {
    _file: Arc<dyn DiskFile>,
}

impl WriterLock {
    /// Takes the lock of the log in `folder`, and leaves this process's id in its file.
    pub(super) fn take(disk: &dyn Disk, folder: &Path) -> Result<Self, OpenError> {
        let path = folder.join(LOCK_FILE);
        let file = disk.open(&path, Access::Write).at(&path)?;
        for _ in 0..TRIES {
            match file.try_lock() {
                Ok(()) => {
                    let pid = format!("{}\n", std::process::id());
                    file.set_size(0).and_then(|()| write_all(file.as_ref(), pid.as_bytes(), 0)).at(&path)?;
                    return Ok(Self { _file: file });
                }
                Err(TryLockError::WouldBlock) => thread::sleep(BETWEEN_TRIES),
                Err(TryLockError::Error(source)) => return Err(Fault::Io { path, source }.into()),
            }
        }
        Err(OpenError::Locked { path: folder.to_owned(), holder: holder(file.as_ref()) })
    }
}

/// Who wrote its id into the lock's file. Some systems do not let a locked file be read.
fn holder(file: &dyn DiskFile) -> String {
    let text = read_small(file, 64).ok().and_then(|bytes| String::from_utf8(bytes).ok());
    match text.as_deref().map(str::trim).map(str::parse::<u32>) {
        Some(Ok(pid)) => format!("process {pid}"),
        _ => "another process".to_owned(),
    }
}

/// Whether somebody holds the lock. Who cannot tell takes it to be held.
pub(super) fn is_held(disk: &dyn Disk, folder: &Path) -> bool {
    match disk.open(&folder.join(LOCK_FILE), Access::Read) {
        Ok(file) => file.try_lock_shared().is_err(),
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}
