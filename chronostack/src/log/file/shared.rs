//! What the handle, the readers and the writer's thread of one log share.

use std::{
    collections::VecDeque,
    io::ErrorKind,
    path::PathBuf,
    sync::{
        Arc, OnceLock, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use event_listener::Event;

use crate::{
    id::LogId,
    log::{
        error::{AppendError, ReadError},
        file::{
            base::{Base, Keys, Segments},
            compressed::open_segment,
            fault::{AtPath, Fault},
            index::{Index, Ordered, Sidecars},
            runs::Runs,
            segment::{Segment, segments_named},
            storage::{Disk, DiskFile},
        },
    },
    sync::{AtomicBool, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard},
};

/// Segments that are kept open for reading.
const FILES_OPEN_MAX: usize = 32;

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) folder: PathBuf,
    pub(super) log: LogId,
    pub(super) disk: Arc<dyn Disk>,
    /// Only what is durable stands in it. Once the log is open, it is locked for moments only, and not while a disk is waited for.
    index: RwLock<Index>,
    /// Notified when the index grew, and when the log was closed.
    pub(super) changed: Event,
    closed: AtomicBool,
    /// Why nothing is written any more.
    poisoned: OnceLock<String>,
    /// By first position, the one used last in front.
    files: Mutex<VecDeque<(u64, Arc<dyn DiskFile>)>>,
    /// All before this position is archived; 0 when nothing is.
    first_kept: AtomicU64,
    archived_keys: RwLock<Keys>,
    /// One call at a time archives or compresses sealed segments, and whoever closes the log waits for it.
    pub(super) changing: Mutex<()>,
    /// One segment at a time is compressed, and none while some are taken out.
    pub(super) compressing: Mutex<()>,
    pub(super) runs: Runs,
    pub(super) sidecars: Sidecars,
    pub(super) ordered: Ordered,
}

impl Shared {
    /// Of what is read of single streams, `cache_bytes` are kept. Nothing is known of the log yet.
    pub(super) fn new(folder: PathBuf, log: LogId, disk: Arc<dyn Disk>, writable: bool, cache_bytes: usize) -> Self {
        Self {
            sidecars: Sidecars::new(Arc::clone(&disk), folder.clone(), log, writable),
            ordered: Ordered::default(),
            folder,
            log,
            disk,
            index: RwLock::default(),
            changed: Event::new(),
            closed: AtomicBool::new(false),
            poisoned: OnceLock::new(),
            files: Mutex::default(),
            first_kept: AtomicU64::new(0),
            archived_keys: RwLock::default(),
            changing: Mutex::default(),
            compressing: Mutex::default(),
            runs: Runs::new(cache_bytes),
        }
    }

    pub(super) fn index(&self) -> RwLockReadGuard<'_, Index> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn index_mut(&self) -> RwLockWriteGuard<'_, Index> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }

    /// The index, unless the log was closed.
    pub(super) fn open_index(&self) -> Result<RwLockReadGuard<'_, Index>, ReadError> {
        if self.is_closed() { Err(ReadError::Closed) } else { Ok(self.index()) }
    }

    pub(super) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Acquire)
    }

    pub(super) fn close(&self) {
        self.closed.store(true, Ordering::Release);
        self.changed.notify(usize::MAX);
    }

    /// That nothing is written any more, if it is so.
    pub(super) fn poisoned(&self) -> Option<AppendError> {
        self.poisoned.get().map(|reason| self.poisoned_by(reason))
    }

    /// Remembers why nothing is written any more: the first reason stands.
    pub(super) fn poison(&self, reason: String) -> AppendError {
        self.poisoned_by(self.poisoned.get_or_init(|| reason))
    }

    fn poisoned_by(&self, reason: &str) -> AppendError {
        AppendError::Poisoned { path: self.folder.clone(), reason: reason.to_owned() }
    }

    /// The segment's file, open for reading.
    pub(super) fn file(&self, segment: &Segment) -> Result<Arc<dyn DiskFile>, Fault> {
        let first_position = segment.header.first_position;
        self.check_kept(segment)?;
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        let file = match files.iter().position(|(held, _)| *held == first_position) {
            Some(index) => files.remove(index),
            None => None,
        };
        let file = match file {
            Some((_, held)) => held,
            None => match open_segment(self.disk.as_ref(), &segment.path, self.log, first_position) {
                Err(Fault::Io { path, source }) if source.kind() == ErrorKind::NotFound => {
                    // Another process may have archived it.
                    self.join_base(&self.disk.list(&self.folder).at(&self.folder)?)?;
                    self.check_kept(segment)?;
                    return Err(Fault::Io { path, source });
                }
                opened => opened?.file,
            },
        };
        files.push_front((first_position, Arc::clone(&file)));
        files.truncate(FILES_OPEN_MAX);
        Ok(file)
    }

    /// All before this position is archived; 0 when nothing is.
    pub(super) fn first_kept(&self) -> u64 {
        self.first_kept.load(Ordering::Acquire)
    }

    /// Whether a commit that is archived may have had `key`.
    pub(super) fn is_archived_key(&self, ordinal: u32, key: &str) -> bool {
        self.archived_keys.read().unwrap_or_else(PoisonError::into_inner).contains(ordinal, key)
    }

    /// From now on what stands before position `first_kept` is archived. What was, stays so: who lists the folder while segments are taken
    /// out of it sees some that will be gone.
    pub(super) fn set_archived(&self, first_kept: u64, keys: Keys) {
        let mut held = self.archived_keys.write().unwrap_or_else(PoisonError::into_inner);
        if first_kept > self.first_kept() {
            *held = keys;
            self.first_kept.store(first_kept, Ordering::Release);
        }
    }

    /// The log's segments, as its base and the `names` in its folder tell them.
    pub(super) fn join_base(&self, names: &[String]) -> Result<(Segments, Option<Base>), Fault> {
        let present = segments_named(names);
        let base = Base::read_if_needed(self.disk.as_ref(), &self.folder, self.log, &present)?;
        let segments = Base::join(base.as_ref(), &present, &self.folder)?;
        if let (Some(first_kept), Some(base)) = (segments.first_kept(), &base) {
            self.set_archived(first_kept, base.keys.clone());
        }
        Ok((segments, base))
    }

    /// Begins the index with what is known of the segments, and answers with them. Nothing of it was looked at before.
    pub(super) fn begin(&self, names: &[String]) -> Result<Segments, Fault> {
        let (segments, base) = self.join_base(names)?;
        self.take_roll(&segments.firsts);
        if self.index().segments.len() < segments.archived
            && let Some(base) = base
        {
            *self.index_mut() = base.index(self.log, &self.folder)?;
        }
        Ok(segments)
    }

    /// An error when the segment is archived.
    pub(super) fn check_kept(&self, segment: &Segment) -> Result<(), Fault> {
        self.check_position(segment.header.first_position)
    }

    /// An error when `position` is archived.
    pub(super) fn check_position(&self, position: u64) -> Result<(), Fault> {
        let first_kept = self.first_kept();
        if position >= first_kept { Ok(()) } else { Err(Fault::Archived { path: self.folder.clone(), first_kept }) }
    }

    /// Opens the file of the segment that starts at `first_position` again when it is asked for next.
    pub(super) fn forget_file(&self, first_position: u64) {
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        files.retain(|(held, _)| *held != first_position);
    }
}
