//! Snapshots in files.

use std::{
    collections::HashMap,
    io,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use quick_cache::{Weighter, sync::Cache};
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    id::StreamName,
    log::{
        error::ArchiveError,
        file::{
            fault::AtPath,
            replacing,
            storage::{Access, Disk, read_small},
        },
        future::BoxFuture,
        snapshot::{Snapshot, SnapshotError, SnapshotStore},
        store::StreamSummary,
        thinning::{spacing, thinned},
    },
};

const MAGIC: &[u8; 8] = b"CHRONOS1";
const SUM_BYTES: usize = 4;
const EXTENSION: &str = ".snapshot";
const NEW: &str = "new";
const FILE_BYTES_MAX: u64 = 1 << 30;
/// Names of files that are kept in memory, so that a folder is not listed for each look.
const NAMES_KEPT_MAX: usize = 1 << 20;
/// What the folder of a stream holds usually.
const NAMES_USUAL: usize = 16;

/// Snapshots beside the segments: a folder for each stream and machine, a file for each version, thinner with age.
///
/// A file is `CHRONOS1`, the CRC-32 of what follows, little-endian, and the [`Snapshot`] in postcard. It is not synced: a
/// snapshot is a cache, and one that is damaged counts as absent. Where events are archived, one in each folder is synced and stays, so that the
/// other saves sync nothing there either.
#[derive(Debug)]
pub(super) struct FileSnapshots {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    writable: bool,
    /// Events that led to them are archived: the last one that is durable makes room for none that is not.
    relied_on: AtomicBool,
    /// One save at a time.
    saving: Mutex<()>,
    /// By the folder's name, where nobody else writes.
    listed: Cache<u128, Arc<Listed>, NamesKept>,
}

/// What a folder holds.
#[derive(Debug)]
struct Listed {
    /// In order.
    names: Vec<Name>,
    /// One of them that is known to be durable, and so new that whatever was archived can be done without.
    durable: Option<Name>,
}

/// A file's name, told apart by them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Name {
    version: u64,
    /// [`SnapshotKey::generation`](crate::log::snapshot::SnapshotKey::generation).
    generation: u64,
}

#[derive(Clone, Debug)]
struct NamesKept;

impl Weighter<u128, Arc<Listed>> for NamesKept {
    fn weight(&self, _: &u128, listed: &Arc<Listed>) -> u64 {
        listed.names.len() as u64 + 1
    }
}

impl Name {
    fn of(snapshot: &Snapshot) -> Self {
        Self { version: snapshot.version, generation: snapshot.key.generation() }
    }

    fn parse(name: &str) -> Option<Self> {
        let (version, generation) = name.strip_suffix(EXTENSION)?.split_once('-')?;
        Some(Self { version: version.parse().ok()?, generation: u64::from_str_radix(generation, 16).ok()? })
    }

    fn path(self, folder: &Path) -> PathBuf {
        folder.join(format!("{:020}-{:016x}{EXTENSION}", self.version, self.generation))
    }
}

impl FileSnapshots {
    /// Those of the log in `log_folder`.
    pub(super) fn new(disk: Arc<dyn Disk>, log_folder: &Path, writable: bool, relied_on: bool) -> Self {
        let listed = Cache::with_weighter(NAMES_KEPT_MAX / NAMES_USUAL, NAMES_KEPT_MAX as u64, NamesKept);
        Self {
            disk,
            folder: log_folder.join("snapshots"),
            writable,
            relied_on: relied_on.into(),
            saving: Mutex::default(),
            listed,
        }
    }

    fn folder(&self, number: u128) -> PathBuf {
        self.folder.join(format!("{number:032x}"))
    }

    /// What is in a folder.
    fn listed(&self, number: u128) -> io::Result<Arc<Listed>> {
        if let Some(listed) = self.listed.get(&number) {
            return Ok(listed);
        }
        let names = match self.disk.list(&self.folder(number)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            names => names?,
        };
        let listed = Arc::new(Listed { names: in_order(&names), durable: None });
        // Another process may write beside one that only reads.
        if self.writable {
            self.listed.insert(number, Arc::clone(&listed));
        }
        Ok(listed)
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
        let number = number(&snapshot.key.stream, &snapshot.key.machine);
        let _one_at_a_time = self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        self.write(number, snapshot, &bytes).map_err(|error| {
            self.listed.remove(&number);
            failed(&error)
        })
    }

    fn write(&self, number: u128, snapshot: &Snapshot, bytes: &[u8]) -> io::Result<()> {
        let folder = self.folder(number);
        let before = self.listed(number)?;
        let name = Name::of(snapshot);
        let stands = before.durable.filter(|durable| *durable != name && durable.generation == name.generation);
        let must_last = self.relied_on.load(Ordering::Acquire) && stands.is_none();
        let mut kept: Vec<Name> = before.names.clone();
        if let Err(place) = kept.binary_search(&name) {
            kept.insert(place, name);
        }
        let is_newest = before.names.iter().all(|other| other.version <= name.version);
        // Which of the others lasts is not known, and an older one does not stand for it.
        if !must_last || is_newest {
            kept.retain(|other| other.generation == name.generation);
            let versions: Vec<u64> = kept.iter().map(|name| name.version).collect();
            let dropped = thinned(&versions, spacing(snapshot.state.len()));
            kept.retain(|other| Some(*other) == stands || !dropped.contains(&other.version));
        }

        if before.names.is_empty() {
            self.disk.create_folder(&self.folder)?;
            self.disk.create_folder(&folder)?;
        }
        let new = folder.join(NEW);
        let file = replacing::write(self.disk.as_ref(), &new, bytes)?;
        if must_last {
            file.sync_all()?;
        }
        drop(file);
        self.disk.rename(&new, &name.path(&folder))?;
        if must_last {
            self.sync_names(&folder)?;
        }
        for gone in before.names.iter().filter(|name| kept.binary_search(name).is_err()) {
            self.disk.remove(&gone.path(&folder))?;
        }
        let durable = if must_last && is_newest { Some(name) } else { before.durable };
        self.listed.insert(number, Arc::new(Listed { names: kept, durable }));
        Ok(())
    }

    fn sync_names(&self, folder: &Path) -> io::Result<()> {
        self.disk.sync_folder(folder)?;
        self.disk.sync_folder(&self.folder)?;
        self.folder.parent().map_or(Ok(()), |log| self.disk.sync_folder(log))
    }

    /// Makes sure that each of these streams has a durable snapshot at its version or above, by any machine, and keeps it so.
    pub(super) fn rely_on(&self, streams: impl Iterator<Item = StreamSummary>) -> Result<(), ArchiveError> {
        let saving = || self.saving.lock().unwrap_or_else(PoisonError::into_inner);
        {
            let _none_is_half_done = saving();
            self.relied_on.store(true, Ordering::Release);
        }
        let mut newest: HashMap<StreamName, u64> = HashMap::new();
        let folders = match self.disk.list(&self.folder) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
            folders => folders.at(&self.folder)?,
        };
        for name in folders {
            let folder = self.folder.join(&name);
            let _none_makes_room_meanwhile = saving();
            // The one that lasted so far may be older than what is archived now.
            if let Ok(number) = u128::from_str_radix(&name, 16) {
                self.listed.remove(&number);
            }
            for name in in_order(&self.disk.list(&folder).at(&folder)?).iter().rev() {
                let path = name.path(&folder);
                let file = self.disk.open(&path, Access::Write).at(&path)?;
                let Some(snapshot) = decode(&read_small(file.as_ref(), FILE_BYTES_MAX).at(&path)?) else { continue };
                file.sync_all().at(&path)?;
                let known = newest.entry(snapshot.key.stream).or_default();
                *known = snapshot.version.max(*known);
                break;
            }
            self.disk.sync_folder(&folder).at(&folder)?;
        }
        for StreamSummary { stream, version, .. } in streams {
            let newest = newest.get(&stream).copied();
            if newest.is_none_or(|newest| newest < version) {
                return Err(ArchiveError::NoSnapshot { stream, version, newest });
            }
        }
        if let Some(log) = self.folder.parent() {
            self.disk.sync_folder(&self.folder).at(&self.folder)?;
            self.disk.sync_folder(log).at(log)?;
        }
        Ok(())
    }

    fn find_now(&self, stream: &StreamName, machine: &str, version: u64) -> Result<Option<Snapshot>, SnapshotError> {
        let number = number(stream, machine);
        let folder = self.folder(number);
        let failed = |error| SnapshotError(format!("look for a snapshot of {stream} in {}: {error}", folder.display()));
        let listed = self.listed(number).map_err(failed)?;
        let names = &listed.names;
        let before = names.partition_point(|name| name.version <= version);
        for name in names[..before].iter().rev() {
            let path = name.path(&folder);
            let bytes = self.disk.open(&path, Access::Read).and_then(|file| read_small(file.as_ref(), FILE_BYTES_MAX));
            let reason = match bytes.map(|bytes| decode(&bytes)) {
                Ok(Some(snapshot))
                    if snapshot.key.stream == *stream
                        && snapshot.key.machine == machine
                        && Name::of(&snapshot) == *name =>
                {
                    return Ok(Some(snapshot));
                }
                Ok(_) => "it is damaged".to_owned(),
                Err(error) => {
                    // It may have been removed by hand.
                    self.listed.remove(&number);
                    error.to_string()
                }
            };
            tracing::warn!(path = %path.display(), reason, "a snapshot cannot be used; an older one, or none, is");
        }
        Ok(None)
    }
}

/// The snapshots among the names of a folder.
fn in_order(names: &[String]) -> Vec<Name> {
    let mut names: Vec<Name> = names.iter().filter_map(|name| Name::parse(name)).collect();
    names.sort_unstable();
    names
}

/// The number that names a folder. Names of streams may be long, and may hold what a file's name cannot.
fn number(stream: &StreamName, machine: &str) -> u128 {
    xxh3_128(format!("{stream}\n{machine}").as_bytes())
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
