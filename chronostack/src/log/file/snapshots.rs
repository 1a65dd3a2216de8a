//! Snapshots in files.

use std::{
    collections::BTreeSet,
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use xxhash_rust::xxh3::xxh3_128;

use crate::{
    id::StreamName,
    log::{
        file::storage::{Access, Disk, read_small, write_all},
        future::BoxFuture,
        snapshot::{Snapshot, SnapshotError, SnapshotStore},
        thinning::thinned,
    },
};

const MAGIC: &[u8; 8] = b"CHRONOS1";
const SUM_BYTES: usize = 4;
const EXTENSION: &str = ".snapshot";
const NEW: &str = "new";
const FILE_BYTES_MAX: u64 = 1 << 30;

/// Snapshots beside the segments: a folder for each stream and machine, a file for each version, thinner with age.
///
/// A file is `CHRONOS1`, the CRC-32 of what follows, little-endian, and the [`Snapshot`] in postcard. It is never synced: a
/// snapshot is a cache, and one that is damaged counts as absent.
#[derive(Debug)]
pub(super) struct FileSnapshots {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    writable: bool,
    /// One save at a time.
    saving: Mutex<()>,
}

impl FileSnapshots {
    /// Those of the log in `log_folder`.
    pub(super) fn new(disk: Arc<dyn Disk>, log_folder: &Path, writable: bool) -> Self {
        Self { disk, folder: log_folder.join("snapshots"), writable, saving: Mutex::default() }
    }

    /// Names may be long, and may hold what a file's name cannot: their hash cannot.
    fn folder_of(&self, stream: &StreamName, machine: &str) -> PathBuf {
        self.folder.join(format!("{:032x}", xxh3_128(format!("{stream}\n{machine}").as_bytes())))
    }

    /// The versions in a folder.
    fn versions(&self, folder: &Path) -> io::Result<BTreeSet<u64>> {
        let names = match self.disk.list(folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            names => names?,
        };
        Ok(names.iter().filter_map(|name| name.strip_suffix(EXTENSION)?.parse().ok()).collect())
    }

    fn save_now(&self, snapshot: &Snapshot) -> Result<(), SnapshotError> {
        let failed = |error: &dyn std::fmt::Display| {
            SnapshotError(format!(
                "keep the snapshot of {} at version {}: {error}",
                snapshot.key.stream, snapshot.version
            ))
        };
        if !self.writable {
            return Err(failed(&"the log was opened for reading only"));
        }
        let bytes = encode(snapshot).map_err(|error| failed(&error))?;
        if bytes.len() as u64 > FILE_BYTES_MAX {
            return Err(failed(&format!("it takes {} bytes, and at most {FILE_BYTES_MAX} are read back", bytes.len())));
        }
        let folder = self.folder_of(&snapshot.key.stream, &snapshot.key.machine);
        let _one_at_a_time = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        let write = || {
            self.disk.create_folder(&self.folder)?;
            self.disk.create_folder(&folder)?;
            let new = folder.join(NEW);
            let file = self.disk.open(&new, Access::Write)?;
            file.set_size(0)?;
            write_all(file.as_ref(), &bytes, 0)?;
            drop(file);
            self.disk.rename(&new, &path(&folder, snapshot.version))?;
            for version in thinned(&self.versions(&folder)?) {
                self.disk.remove(&path(&folder, version))?;
            }
            Ok(())
        };
        write().map_err(|error: io::Error| failed(&error))
    }

    fn find_now(&self, stream: &StreamName, machine: &str, version: u64) -> Result<Option<Snapshot>, SnapshotError> {
        let folder = self.folder_of(stream, machine);
        let failed = |error| SnapshotError(format!("look for a snapshot of {stream} in {}: {error}", folder.display()));
        for version in self.versions(&folder).map_err(failed)?.range(..=version).rev() {
            let path = path(&folder, *version);
            let bytes = self.disk.open(&path, Access::Read).and_then(|file| read_small(file.as_ref(), FILE_BYTES_MAX));
            let reason = match bytes.map(|bytes| decode(&bytes)) {
                Ok(Some(snapshot))
                    if snapshot.key.stream == *stream
                        && snapshot.key.machine == machine
                        && snapshot.version == *version =>
                {
                    return Ok(Some(snapshot));
                }
                Ok(_) => "it is damaged".to_owned(),
                Err(error) => error.to_string(),
            };
            tracing::warn!(path = %path.display(), reason, "a snapshot cannot be used; an older one, or none, is");
        }
        Ok(None)
    }
}

fn path(folder: &Path, version: u64) -> PathBuf {
    folder.join(format!("{version:020}{EXTENSION}"))
}

fn encode(snapshot: &Snapshot) -> Result<Vec<u8>, postcard::Error> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend([0; SUM_BYTES]);
    let mut bytes = postcard::to_extend(snapshot, bytes)?;
    let (front, body) = bytes.split_at_mut(MAGIC.len() + SUM_BYTES);
    front[MAGIC.len()..].copy_from_slice(&crc32fast::hash(body).to_le_bytes());
    Ok(bytes)
}

fn decode(bytes: &[u8]) -> Option<Snapshot> {
    let (sum, body) = bytes.strip_prefix(MAGIC)?.split_first_chunk::<SUM_BYTES>()?;
    if u32::from_le_bytes(*sum) != crc32fast::hash(body) {
        return None;
    }
    postcard::from_bytes(body).ok()
}

impl SnapshotStore for FileSnapshots {
    fn save(&self, snapshot: Snapshot) -> BoxFuture<'_, Result<(), SnapshotError>> {
        Box::pin(async move { self.save_now(&snapshot) })
    }

    fn find(
        &self,
        stream: StreamName,
        machine: String,
        version: u64,
    ) -> BoxFuture<'_, Result<Option<Snapshot>, SnapshotError>> {
        Box::pin(async move { self.find_now(&stream, &machine, version) })
    }
}
