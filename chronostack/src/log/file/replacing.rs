//! Files that are written whole under another name, and then take the place of the one before at once.

use std::{
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::log::file::{
    fault::{AtPath, Fault},
    segment::NEW,
    storage::{Access, Disk, DiskFile, read_small, write_all},
};

/// Where the file is written that is to be at `path`.
pub(super) fn new_path(path: &Path) -> PathBuf {
    let mut new = path.as_os_str().to_owned();
    new.push(NEW);
    new.into()
}

/// An empty file at `path`, whatever a process that ended left there.
pub(super) fn create(disk: &dyn Disk, path: &Path) -> io::Result<Arc<dyn DiskFile>> {
    let file = disk.open(path, Access::Write)?;
    file.set_size(0)?;
    Ok(file)
}

/// A file at `path` that holds `bytes` and nothing else. It is not synced.
pub(super) fn write(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<Arc<dyn DiskFile>> {
    let file = create(disk, path)?;
    write_all(file.as_ref(), bytes, 0)?;
    Ok(file)
}

/// Writes a file whole, makes it durable and reads it back, before it takes the place of the one before. Its name is for the caller to make durable.
pub(super) fn put_durably(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<(), Fault> {
    let new = new_path(path);
    write(disk, &new, bytes).and_then(|file| file.sync_all()).at(&new)?;
    let read = disk.open(&new, Access::Read).and_then(|file| read_small(file.as_ref(), u64::MAX)).at(&new)?;
    if read != bytes {
        let reason = "what is read back is not what was written".to_owned();
        return Err(Fault::Corrupt { path: new, offset: 0, position: 1, reason });
    }
    disk.rename(&new, path).at(path)
}
