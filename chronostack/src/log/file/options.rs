//! How a log is opened.

use std::{path::Path, sync::Arc};

use crate::log::{
    error::OpenError,
    file::{
        fault::AtPath,
        file_log::{FileLog, Mode, Writing},
        follow::Follower,
        identity::{self, Folder},
        load::load,
        lock::{WriterLock, is_held},
        reader,
        report::VerifyReport,
        shared::Shared,
        storage::{Disk, OsDisk, create_folders, sync_name},
        verify::verify_folder,
        writer::Writer,
    },
    record_ref::Visit,
};
use crate::sync::{Builder, Mutex};

/// The index counts a segment's bytes in 31 bits, and one commit may lead past the end of a segment.
const SEGMENT_BYTES_MAX: u64 = 1 << 30;

/// Commits that wait for the writer; who appends more waits for room.
const QUEUE_COMMITS_MAX: usize = 1_024;

/// How to open a [`FileLog`].
///
/// ```
/// use chronostack::log::FileLog;
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("orders.chrono");
/// let log = FileLog::options().segment_bytes(16 << 20).open(&path)?;
/// let beside = FileLog::options().read_only(true).open(&path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct FileLogOptions {
    segment_bytes: u64,
    compress: bool,
    create: bool,
    read_only: bool,
    cache_bytes: usize,
    disk: Arc<dyn Disk>,
}

impl FileLog {
    /// Opens the log in the folder `path`, and makes it if there is none. That blocks: what the index does not cover is read.
    pub fn open(path: impl AsRef<Path>) -> Result<Self, OpenError> {
        Self::options().open(path)
    }

    /// Whether a process, be it this one, has the log in the folder `path` open to write. Where that cannot be told, it is taken to be so.
    pub fn has_writer(path: impl AsRef<Path>) -> bool {
        is_held(&OsDisk, path.as_ref())
    }

    /// How to open a log otherwise.
    pub fn options() -> FileLogOptions {
        FileLogOptions::default()
    }
}

impl Default for FileLogOptions {
    fn default() -> Self {
        Self {
            segment_bytes: 64 << 20,
            compress: false,
            create: true,
            read_only: false,
            cache_bytes: 64 << 20,
            disk: Arc::new(OsDisk),
        }
    }
}

impl FileLogOptions {
    /// A segment that has reached so many bytes is followed by another; the last commits written to it may lead past. Default: 64 MiB;
    /// more than 1 GiB counts as 1 GiB.
    #[must_use]
    pub fn segment_bytes(self, segment_bytes: u64) -> Self {
        Self { segment_bytes: segment_bytes.min(SEGMENT_BYTES_MAX), ..self }
    }

    /// Whether a segment is compressed (LZ4) once another follows it, by a thread beside the writer. Default: no.
    ///
    /// It takes about half the room then where texts repeat, and little less where they do not; a read that finds nothing in memory decompresses
    /// 64 KiB more. Whoever opens the log reads what is compressed, however it was opened. What was written without this,
    /// [`FileLog::compress_sealed`] compresses.
    #[must_use]
    pub fn compress(self, compress: bool) -> Self {
        Self { compress, ..self }
    }

    /// Whether a log that is not there is made. Default: yes, unless it is opened to be read only.
    #[must_use]
    pub fn create(self, create: bool) -> Self {
        Self { create, ..self }
    }

    /// Opens the log without the right to append, beside a writer if there is one. Default: no.
    #[must_use]
    pub fn read_only(self, read_only: bool) -> Self {
        Self { read_only, ..self }
    }

    /// How many bytes of the log are kept in memory, verified, for reads of single streams; 0 keeps none. Default: 64 MiB.
    ///
    /// A stream's events stand apart: one read brings in those of other streams that stand beside it. Reads of the whole log
    /// neither use nor fill it.
    #[must_use]
    pub fn cache_bytes(self, cache_bytes: usize) -> Self {
        Self { cache_bytes, ..self }
    }

    /// The disk. Default: this machine's.
    #[must_use]
    pub fn disk(self, disk: Arc<dyn Disk>) -> Self {
        Self { disk, ..self }
    }

    /// [`verify`] of the log in the folder `path` on this disk; what else is set here does not matter.
    pub fn verify(&self, path: impl AsRef<Path>) -> Result<VerifyReport, OpenError> {
        self.look_through(path.as_ref(), None)
    }

    /// Shows what is sound in a log that is damaged, and so cannot be opened: what stands in each segment before the first damage there.
    /// What stands behind it in the same segment is not shown, for its names may be lost with what is damaged. Records keep
    /// their positions and versions, which have gaps then; what is wrong is told as [`verify`] tells it. Nothing is changed, so
    /// the log can be looked through as often as one likes. That blocks.
    pub fn salvage(&self, path: impl AsRef<Path>, visit: &mut Visit<'_>) -> Result<VerifyReport, OpenError> {
        self.look_through(path.as_ref(), Some(visit))
    }

    fn look_through(&self, path: &Path, show: Option<&mut Visit<'_>>) -> Result<VerifyReport, OpenError> {
        let (disk, folder) = (self.disk.as_ref(), std::path::absolute(path).at(path)?);
        match identity::look(disk, &folder)? {
            Folder::Log(log) => verify_folder(disk, &folder, log, None, show),
            Folder::Empty => Err(OpenError::Missing { path: folder }),
        }
    }

    /// Opens the log in the folder `path`: reads what the index does not cover, and cuts off what a write that was cut short left at its end
    /// ([`FileLog::recovery`]). That blocks.
    pub fn open(self, path: impl AsRef<Path>) -> Result<FileLog, OpenError> {
        let path = path.as_ref();
        let folder = std::path::absolute(path).at(path)?;
        let disk = self.disk.as_ref();
        match identity::look(disk, &folder)? {
            Folder::Log(log) if self.read_only => {
                let shared = Arc::new(Shared::new(folder, log, self.disk, false, self.cache_bytes));
                let follower = Arc::new(Follower::default());
                follower.refresh(&shared)?;
                return Ok(FileLog::new(shared, Mode::Reading(follower), None));
            }
            Folder::Empty if self.read_only || !self.create => return Err(OpenError::Missing { path: folder }),
            // Before the log is made, so that one that was made has a durable name, whenever a process ended.
            Folder::Empty => create_folders(disk, &folder).and_then(|()| sync_name(disk, &folder)).at(&folder)?,
            Folder::Log(_) => {}
        }
        let lock = WriterLock::take(disk, &folder)?;
        // It may have been made while the lock was waited for.
        let log = match identity::look(disk, &folder)? {
            Folder::Log(log) => log,
            Folder::Empty => identity::create(disk, &folder)?,
        };
        let shared = Arc::new(Shared::new(folder.clone(), log, self.disk, true, self.cache_bytes));
        let loaded = load(&shared)?;
        loaded.settle(&shared)?;
        let logical_last = reader::logical_last(&shared)?;
        let (queue, requests) = async_channel::bounded(QUEUE_COMMITS_MAX);
        let (segment_bytes, compress) = (self.segment_bytes, self.compress);
        let writer = Writer::new(Arc::clone(&shared), requests, segment_bytes, compress, logical_last, lock)?;
        let thread = Builder::new().name("chronostack-log".to_owned()).spawn(|| writer.run()).at(&folder)?;
        let mode = Mode::Writing(Writing { queue, thread: Mutex::new(Some(thread)) });
        Ok(FileLog::new(shared, mode, loaded.recovery))
    }
}

/// Checks every byte of the log in the folder `path`: checksums, positions, versions and times without gap or step back, references
/// into the dictionaries, and whether each payload is what its schema says. It changes nothing, and needs no right to write. That blocks.
pub fn verify(path: impl AsRef<Path>) -> Result<VerifyReport, OpenError> {
    FileLog::options().verify(path)
}
