//! The sidecars of a log.

use std::{
    collections::{BTreeSet, VecDeque},
    io,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::{
    id::LogId,
    log::file::{
        index::{
            front::Stamp,
            kept_pages::KeptPages,
            pages::{Source, Unusable},
            roll::Roll,
            sidecar::Sidecar,
        },
        replacing::{new_path, write},
        segment::{NEW, Segment},
        storage::{Access, Disk, DiskFile, read_up_to},
    },
};

const EXTENSION: &str = ".index";

/// Sidecars that are kept open.
const OPEN_MAX: usize = 64;
/// What those that are in memory only may take; the one used last may take more.
const MEMORY_BYTES_MAX: usize = 64 << 20;

/// The sidecars of a log's segments, those used last kept open. They are never synced: one that is lost or damaged is made anew.
#[derive(Debug)]
pub(in crate::log::file) struct Sidecars {
    disk: Arc<dyn Disk>,
    folder: PathBuf,
    log: LogId,
    /// Without the right to write, those that are missing are kept in memory.
    writable: bool,
    /// By first position, the one used last in front.
    open: Mutex<VecDeque<(u64, Arc<Sidecar>)>>,
    making: Mutex<()>,
    pages: KeptPages,
    /// First positions of segments whose sidecars on the disk were found wrong, and may still be there.
    mistrusted: Mutex<BTreeSet<u64>>,
}

/// The sidecar of the segment that starts at `first_position`.
pub(in crate::log::file) fn sidecar_path(folder: &Path, first_position: u64) -> PathBuf {
    folder.join(format!("{first_position:020}{EXTENSION}"))
}

/// The header of the frame at `offset`.
pub(in crate::log::file) fn stamp(segment: &dyn DiskFile, offset: u32) -> io::Result<Stamp> {
    let mut stamp = Stamp::default();
    let filled = read_up_to(segment, &mut stamp, offset.into())?;
    if filled == stamp.len() { Ok(stamp) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
}

impl Sidecars {
    pub(in crate::log::file) fn new(disk: Arc<dyn Disk>, folder: PathBuf, log: LogId, writable: bool) -> Self {
        Self {
            disk,
            folder,
            log,
            writable,
            open: Mutex::default(),
            making: Mutex::default(),
            pages: KeptPages::default(),
            mistrusted: Mutex::default(),
        }
    }

    pub(in crate::log::file) fn is_writable(&self) -> bool {
        self.writable
    }

    /// Held while one is made that was found missing, so that it is made once.
    pub(in crate::log::file) fn making(&self) -> MutexGuard<'_, ()> {
        self.making.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The sidecar of a segment, if it is open.
    pub(in crate::log::file) fn held(&self, segment: &Segment) -> Option<Arc<Sidecar>> {
        let first_position = segment.header.first_position;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let place = open.iter().position(|(held, _)| *held == first_position)?;
        let held = open.remove(place)?;
        let sidecar = Arc::clone(&held.1);
        open.push_front(held);
        Some(sidecar)
    }

    /// The sidecar that stands beside a segment, if it was made of that as it is: `file`, which is `size` bytes long.
    pub(in crate::log::file) fn open(
        &self,
        segment: &Segment,
        file: &dyn DiskFile,
        size: u64,
    ) -> Result<Arc<Sidecar>, Unusable> {
        let path = sidecar_path(&self.folder, segment.header.first_position);
        if self.mistrusted().contains(&segment.header.first_position) {
            return Err(Unusable("it was found wrong".to_owned()));
        }
        let source = match self.disk.open(&path, Access::Read) {
            Ok(source) => Source::File(source),
            Err(error) => return Err(error.into()),
        };
        self.check(segment, file, size, source).inspect_err(|Unusable(reason)| {
            tracing::debug!(path = %path.display(), reason, "a part of the index is made anew");
            self.forget(segment);
        })
    }

    fn check(
        &self,
        segment: &Segment,
        file: &dyn DiskFile,
        size: u64,
        source: Source,
    ) -> Result<Arc<Sidecar>, Unusable> {
        let sidecar = Arc::new(Sidecar::open(source, self.log, segment.header.first_position, &self.pages)?);
        let front = &sidecar.front;
        if u64::from(front.end) > size || front.last_frame >= front.end {
            return Err(Unusable("it covers more than there is".to_owned()));
        }
        if stamp(file, front.last_frame)? != front.stamp {
            return Err(Unusable("it was made of another segment".to_owned()));
        }
        self.keep(segment, Arc::clone(&sidecar));
        Ok(sidecar)
    }

    fn keep(&self, segment: &Segment, sidecar: Arc<Sidecar>) {
        let first_position = segment.header.first_position;
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        open.retain(|(held, _)| *held != first_position);
        open.push_front((first_position, sidecar));
        let mut bytes = 0;
        let mut kept = 0;
        open.retain(|(_, sidecar)| {
            bytes += sidecar.memory_bytes();
            kept += 1;
            kept == 1 || kept <= OPEN_MAX && bytes <= MEMORY_BYTES_MAX
        });
    }

    /// Puts a sidecar of these bytes beside a segment, in the place of another if need be.
    pub(in crate::log::file) fn put(&self, segment: &Segment, bytes: &[u8]) -> Result<Arc<Sidecar>, Unusable> {
        let first_position = segment.header.first_position;
        let path = sidecar_path(&self.folder, first_position);
        let in_memory = || Sidecar::open(Source::Memory(bytes.into()), self.log, first_position, &self.pages);
        let sidecar = match self.write(first_position, &path, bytes) {
            Ok(sidecar) => sidecar,
            Err(Unusable(reason)) => {
                tracing::debug!(path = %path.display(), reason, "a part of the index is kept in memory");
                in_memory()?
            }
        };
        let sidecar = Arc::new(sidecar);
        self.keep(segment, Arc::clone(&sidecar));
        Ok(sidecar)
    }

    fn write(&self, first_position: u64, path: &Path, bytes: &[u8]) -> Result<Sidecar, Unusable> {
        if !self.writable {
            return Err(Unusable("the log is read only".to_owned()));
        }
        replace(self.disk.as_ref(), path, bytes)?;
        // One that was found wrong before may be found so again, by a disk that reads badly.
        if self.mistrusted().remove(&first_position) {
            return Err(Unusable("it was found wrong before".to_owned()));
        }
        let file = self.disk.open(path, Access::Read)?;
        Sidecar::open(Source::File(file), self.log, first_position, &self.pages)
    }

    /// Takes the sidecar of a segment for lost, whose checksums may hold where they were looked at, and which is wrong all the same.
    pub(in crate::log::file) fn mistrust(&self, segment: &Segment) {
        self.mistrusted().insert(segment.header.first_position);
        self.forget(segment);
    }

    fn mistrusted(&self) -> MutexGuard<'_, BTreeSet<u64>> {
        self.mistrusted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the sidecar of a segment for lost.
    pub(in crate::log::file) fn forget(&self, segment: &Segment) {
        let first_position = segment.header.first_position;
        self.open.lock().unwrap_or_else(PoisonError::into_inner).retain(|(held, _)| *held != first_position);
        if self.writable {
            remove(self.disk.as_ref(), &sidecar_path(&self.folder, first_position));
        }
    }
}

/// Whether the file of that name is of no use for a log with segments that start at `firsts`: a sidecar without its segment, or what was
/// not finished.
pub(in crate::log::file) fn is_left_over(name: &str, firsts: &[u64]) -> bool {
    if let Some(name) = name.strip_suffix(NEW) {
        return name.ends_with(EXTENSION) || name == Roll::FILE;
    }
    let digits = name.strip_suffix(EXTENSION);
    digits.is_some_and(|digits| !digits.parse().is_ok_and(|first| firsts.contains(&first)))
}

/// Writes a file of a cache in the place of the one before, at once.
pub(in crate::log::file) fn replace(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let new = new_path(path);
    let put = write(disk, &new, bytes).and_then(|file| {
        drop(file);
        disk.rename(&new, path)
    });
    put.inspect_err(|_| remove(disk, &new))
}

/// Removes a file of a cache.
pub(in crate::log::file) fn remove(disk: &dyn Disk, path: &Path) {
    match disk.remove(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            tracing::debug!(path = %path.display(), %error, "a part of the index that does not fit stays there");
        }
        _ => {}
    }
}
