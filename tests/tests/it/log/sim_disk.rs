//! A disk in memory that fails when told to, and loses power as a bad one does.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs::TryLockError,
    io::{self, ErrorKind},
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use chronostack::log::file::{Access, Disk, DiskFile};

use super::{index_files::is_index, weather::Weather};

/// Bytes that reach the disk at once, or not at all.
const SECTOR_BYTES: u64 = 512;

/// What happens at one of the disk's operations.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The machine stops: this operation is done in part, and none after it.
    Crash,
    /// A write is done in part and fails; any other operation fails.
    Error(ErrorKind),
    /// A write goes well, but for a bit of it; any other operation goes well.
    FlippedBit,
}

/// The disk. Clones are the same disk.
#[derive(Clone, Debug, Default)]
pub(super) struct SimDisk {
    world: Arc<(Mutex<World>, Condvar)>,
}

#[derive(Debug, Default)]
struct World {
    files: Vec<SimFile>,
    names: BTreeMap<PathBuf, usize>,
    durable_names: BTreeMap<PathBuf, usize>,
    /// Folders, besides the root, and whether their names are durable.
    folders: BTreeMap<PathBuf, bool>,
    /// Changes of names that no sync of a folder has made durable, in order.
    name_changes: Vec<NameChange>,
    locked: BTreeSet<usize>,
    /// Operations that changed something or made it durable.
    operations: u64,
    fault: Option<(u64, Fault)>,
    crashed: bool,
    /// Files of the index cannot be made.
    refuses_index: bool,
    weather: Weather,
    /// Bytes by which files may still grow; `None` when there is no end to them.
    room: Option<u64>,
    /// Syncs wait for as long as this is set.
    syncs_wait: bool,
    syncs_waiting: usize,
}

#[derive(Clone, Debug, Default)]
struct SimFile {
    current: Vec<u8>,
    durable: Vec<u8>,
    unsynced: Vec<Change>,
}

#[derive(Clone, Debug)]
enum Change {
    Write(u64, Vec<u8>),
    Size(u64),
}

#[derive(Clone, Debug)]
enum NameChange {
    Add(PathBuf, usize),
    Remove(PathBuf),
}

impl SimDisk {
    /// Lets the `operation`-th operation from now on, counted from 1, go wrong.
    pub(super) fn plan(&self, operation: u64, fault: Fault) {
        let mut world = self.lock();
        world.fault = Some((world.operations + operation, fault));
    }

    /// Lets operations go wrong at random from now on.
    pub(super) fn set_weather(&self, weather: Weather) {
        self.lock().weather = weather;
    }

    /// Lets files grow by so many bytes before the disk is full; what is cut off makes room again.
    pub(super) fn set_room(&self, room: Option<u64>) {
        self.lock().room = room;
    }

    /// Operations so far.
    pub(super) fn operations(&self) -> u64 {
        self.lock().operations
    }

    /// Whether the planned fault has happened.
    pub(super) fn has_failed(&self) -> bool {
        let world = self.lock();
        world.fault.is_some_and(|(at, _)| world.operations >= at)
    }

    /// The disk as the next process finds it: all that was written.
    pub(super) fn after_kill(&self) -> Self {
        let world = self.lock();
        Self::of(World {
            files: world.files.clone(),
            names: world.names.clone(),
            folders: world.folders.clone(),
            durable_names: world.durable_names.clone(),
            name_changes: world.name_changes.clone(),
            ..World::default()
        })
    }

    /// The disk as it is found after a loss of power: what was synced, and of the rest any sectors, in no order.
    /// A folder whose name was not synced is gone, with all that stands in it.
    pub(super) fn after_power_loss(&self, random: &mut fastrand::Rng) -> Self {
        let world = self.lock();
        let mut names = world.durable_names.clone();
        // File systems keep the order of names, if nothing else.
        for change in &world.name_changes[..random.usize(..=world.name_changes.len())] {
            change.apply(&mut names);
        }
        let stays =
            |path: &Path| path.ancestors().skip(1).all(|above| world.folders.get(above).is_none_or(|durable| *durable));
        names.retain(|path, _| stays(path));
        let mut folders = world.folders.clone();
        folders.retain(|folder, durable| *durable && stays(folder));
        let files = world.files.iter().map(|file| file.after_power_loss(random)).collect();
        Self::of(World { files, durable_names: names.clone(), names, folders, ..World::default() })
    }

    fn of(world: World) -> Self {
        Self { world: Arc::new((Mutex::new(world), Condvar::new())) }
    }

    /// The names of all files.
    pub(super) fn paths(&self) -> Vec<PathBuf> {
        self.lock().names.keys().cloned().collect()
    }

    /// What a file holds.
    pub(super) fn contents(&self, path: &Path) -> Vec<u8> {
        let world = self.lock();
        world.files[world.names[path]].current.clone()
    }

    /// From now on no file can be made that is kept of the index.
    pub(super) fn refuse_index(&self) {
        self.lock().refuses_index = true;
    }

    /// The disk without what is kept of the index.
    pub(super) fn without_index(&self) -> Self {
        let disk = self.after_kill();
        disk.lock().names.retain(|path, _| !is_index(path));
        disk
    }

    /// Changes what a file holds behind everyone's back.
    pub(super) fn set_contents(&self, path: &Path, bytes: Vec<u8>) {
        let mut world = self.lock();
        let number = world.names[path];
        world.files[number] = SimFile { current: bytes.clone(), durable: bytes, unsynced: Vec::new() };
    }

    /// Lets syncs wait for as long as the answer lives.
    pub(super) fn hold_syncs(&self) -> HeldSyncs {
        self.lock().syncs_wait = true;
        HeldSyncs(self.clone())
    }

    /// Waits until a sync waits.
    pub(super) fn wait_for_sync(&self) {
        let mut world = self.lock();
        while world.syncs_waiting == 0 {
            world = self.world.1.wait(world).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn lock(&self) -> MutexGuard<'_, World> {
        self.world.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn alive(&self) -> io::Result<MutexGuard<'_, World>> {
        let world = self.lock();
        if world.crashed { Err(io::Error::other("the machine has stopped")) } else { Ok(world) }
    }

    /// Counts an operation; `Some` when it is the one that goes wrong.
    fn operate(&self) -> io::Result<(MutexGuard<'_, World>, Option<io::Error>)> {
        let mut world = self.alive()?;
        world.operations += 1;
        let error = match world.fault {
            Some((at, Fault::Crash)) if at == world.operations => {
                world.crashed = true;
                Some(io::Error::other("the machine stops"))
            }
            Some((at, Fault::Error(kind))) if at == world.operations => Some(kind.into()),
            _ => world.weather.change(),
        };
        Ok((world, error))
    }

    /// An operation that is done, or is not.
    fn attempt(&self) -> io::Result<MutexGuard<'_, World>> {
        let (world, error) = self.operate()?;
        error.map_or(Ok(world), Err)
    }
}

/// Syncs wait until it is dropped, also by a panic, which would otherwise wait for them.
pub(super) struct HeldSyncs(SimDisk);

impl Drop for HeldSyncs {
    fn drop(&mut self) {
        self.0.lock().syncs_wait = false;
        self.0.world.1.notify_all();
    }
}

impl NameChange {
    fn apply(&self, names: &mut BTreeMap<PathBuf, usize>) {
        match self {
            Self::Add(path, file) => drop(names.insert(path.clone(), *file)),
            Self::Remove(path) => drop(names.remove(path)),
        }
    }
}

impl World {
    fn change_name(&mut self, change: NameChange) {
        change.apply(&mut self.names);
        self.name_changes.push(change);
    }

    /// Whether there is such a folder.
    fn folder(&self, path: &Path) -> io::Result<()> {
        if path.parent().is_none() || self.folders.contains_key(path) {
            Ok(())
        } else {
            Err(ErrorKind::NotFound.into())
        }
    }

    fn number(&self, path: &Path) -> io::Result<usize> {
        self.names.get(path).copied().ok_or_else(|| ErrorKind::NotFound.into())
    }
}

impl SimFile {
    fn change(&mut self, change: Change) {
        change.apply(&mut self.current);
        self.unsynced.push(change);
    }

    fn sync(&mut self) {
        for change in self.unsynced.drain(..) {
            change.apply(&mut self.durable);
        }
    }

    fn after_power_loss(&self, random: &mut fastrand::Rng) -> Self {
        let mut bytes = self.durable.clone();
        for change in &self.unsynced {
            match change {
                Change::Size(_) if random.bool() => change.apply(&mut bytes),
                Change::Size(_) => {}
                Change::Write(offset, written) => {
                    let keeps = random.u8(0..4);
                    let mut start = 0;
                    while start < written.len() {
                        let to_edge = SECTOR_BYTES - (offset + start as u64) % SECTOR_BYTES;
                        let end = written.len().min(start + usize::try_from(to_edge).expect("small"));
                        // All of it, none of it, or any sectors of it.
                        if keeps == 0 || keeps > 1 && random.bool() {
                            Change::Write(offset + start as u64, written[start..end].to_vec()).apply(&mut bytes);
                        }
                        start = end;
                    }
                }
            }
        }
        Self { current: bytes.clone(), durable: bytes, unsynced: Vec::new() }
    }
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        let length = |bytes: u64| usize::try_from(bytes).expect("small");
        match self {
            Self::Size(size) => bytes.resize(length(*size), 0),
            Self::Write(offset, written) => {
                let (start, end) = (length(*offset), length(*offset) + written.len());
                if bytes.len() < end {
                    bytes.resize(end, 0);
                }
                bytes[start..end].copy_from_slice(written);
            }
        }
    }
}

/// A file of a [`SimDisk`].
#[derive(Debug)]
struct OpenFile {
    disk: SimDisk,
    number: usize,
    locked: Mutex<bool>,
}

impl Drop for OpenFile {
    fn drop(&mut self) {
        if *self.locked.lock().unwrap_or_else(PoisonError::into_inner) {
            self.disk.lock().locked.remove(&self.number);
        }
    }
}

impl Disk for SimDisk {
    fn open(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let known = self.alive()?.number(path);
        let number = match known {
            Ok(_) if access == Access::CreateNew => return Err(ErrorKind::AlreadyExists.into()),
            Ok(number) => number,
            Err(error) if access == Access::Read => return Err(error),
            Err(_) if self.lock().refuses_index && is_index(&path.with_extension("")) => {
                return Err(ErrorKind::StorageFull.into());
            }
            Err(_) => {
                let mut world = self.attempt()?;
                let number = world.files.len();
                world.files.push(SimFile::default());
                world.change_name(NameChange::Add(path.to_owned(), number));
                number
            }
        };
        Ok(Arc::new(OpenFile { disk: self.clone(), number, locked: Mutex::default() }))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let world = self.alive()?;
        world.folder(folder)?;
        let names = world.names.keys().filter_map(|path| path.strip_prefix(folder).ok());
        let names: BTreeSet<String> =
            names.filter_map(|path| Some(path.iter().next()?.to_string_lossy().into_owned())).collect();
        Ok(names.into_iter().collect())
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        {
            let world = self.alive()?;
            if world.folder(folder).is_ok() {
                return Ok(());
            }
            folder.parent().map_or(Ok(()), |above| world.folder(above))?;
        }
        let mut world = self.attempt()?;
        world.folders.insert(folder.to_owned(), false);
        Ok(())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        let mut world = self.attempt()?;
        let number = world.number(from)?;
        world.change_name(NameChange::Add(to.to_owned(), number));
        world.change_name(NameChange::Remove(from.to_owned()));
        Ok(())
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        let mut world = self.attempt()?;
        world.number(path)?;
        world.change_name(NameChange::Remove(path.to_owned()));
        Ok(())
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        let mut world = self.attempt()?;
        if world.weather.lies() {
            return Ok(());
        }
        world.name_changes.clear();
        world.durable_names = world.names.clone();
        for (_, durable) in world.folders.iter_mut().filter(|(inner, _)| inner.parent() == Some(folder)) {
            *durable = true;
        }
        Ok(())
    }
}

impl DiskFile for OpenFile {
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        let mut world = self.disk.alive()?;
        let world = &mut *world;
        let buffer = match world.weather.part(buffer.len()) {
            Ok(part) => &mut buffer[..part],
            Err(error) => return Err(error),
        };
        if let Some(error) = world.weather.read() {
            return Err(error);
        }
        let bytes = &world.files[self.number].current;
        let rest = usize::try_from(offset).ok().and_then(|offset| bytes.get(offset..)).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        buffer[..length].copy_from_slice(&rest[..length]);
        Ok(length)
    }

    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        let (mut world, mut error) = self.disk.operate()?;
        let world = &mut *world;
        let file = &mut world.files[self.number];
        let mut done = if error.is_some() { bytes.len() / 2 } else { world.weather.part(bytes.len())? };
        if let Some(room) = &mut world.room {
            let end = (file.current.len() as u64 + *room).max(offset);
            done = done.min(usize::try_from(end - offset).expect("small"));
            *room -= (offset + done as u64).saturating_sub(file.current.len() as u64);
            // As systems do it: what fits is written, and only the next write fails.
            if done == 0 && !bytes.is_empty() {
                error = Some(ErrorKind::StorageFull.into());
            }
        }
        let mut written = bytes[..done].to_vec();
        if world.fault == Some((world.operations, Fault::FlippedBit))
            && let Some(byte) = written.get_mut(done / 2)
        {
            *byte ^= 1;
        }
        file.change(Change::Write(offset, written));
        error.map_or(Ok(done), Err)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.disk.alive()?.files[self.number].current.len() as u64)
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        let mut world = self.disk.attempt()?;
        let world = &mut *world;
        let file = &mut world.files[self.number];
        if let Some(room) = &mut world.room {
            *room += (file.current.len() as u64).saturating_sub(bytes);
        }
        file.change(Change::Size(bytes));
        Ok(())
    }

    fn sync_data(&self) -> io::Result<()> {
        self.sync_all()
    }

    fn sync_all(&self) -> io::Result<()> {
        let mut world = self.disk.alive()?;
        world.syncs_waiting += 1;
        self.disk.world.1.notify_all();
        while world.syncs_wait {
            world = self.disk.world.1.wait(world).unwrap_or_else(PoisonError::into_inner);
        }
        world.syncs_waiting -= 1;
        drop(world);
        let (mut world, error) = self.disk.operate()?;
        let crashed = world.crashed;
        let lies = world.weather.lies();
        let file = &mut world.files[self.number];
        match error {
            None if lies => {}
            None => file.sync(),
            Some(_) if crashed => {}
            // As systems do it: what could not be written is forgotten, and reads still see it.
            Some(_) => file.unsynced.clear(),
        }
        error.map_or(Ok(()), Err)
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        let mut world = self.disk.alive().map_err(TryLockError::Error)?;
        if !world.locked.insert(self.number) {
            return Err(TryLockError::WouldBlock);
        }
        *self.locked.lock().unwrap_or_else(PoisonError::into_inner) = true;
        Ok(())
    }

    fn try_lock_shared(&self) -> Result<(), TryLockError> {
        let world = self.disk.alive().map_err(TryLockError::Error)?;
        if world.locked.contains(&self.number) { Err(TryLockError::WouldBlock) } else { Ok(()) }
    }
}
