//! The disk, behind a small trait, so that a faulty one can stand in.

use std::{
    fmt,
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, ErrorKind},
    path::Path,
    sync::Arc,
};

/// What a file is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Reading a file that is there.
    Read,
    /// Reading and writing; the file is made when it is absent, and keeps what it holds.
    Write,
    /// Reading and writing a new file; one that is there is an error.
    CreateNew,
}

/// Files and folders, as a [`FileLog`](super::FileLog) needs them. Give another one to
/// [`FileLogOptions::disk`](super::FileLogOptions::disk), a faulty one for a test.
pub trait Disk: fmt::Debug + Send + Sync + 'static {
    /// Opens a file.
    fn open(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>>;
    /// The names in a folder, in any order.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;
    /// Makes a folder in one that is there; one that is there already is no error.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;
    /// Renames a file, in the place of another if need be, at once.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
}

/// An open file. Dropping it closes it and gives up its lock.
pub trait DiskFile: fmt::Debug + Send + Sync {
    /// Reads some bytes at `offset`; 0 at the end of the file.
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize>;
    /// Writes some bytes at `offset`.
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize>;
    /// The file's length in bytes.
    fn size(&self) -> io::Result<u64>;
    /// Cuts the file off, or lengthens it with zeros.
    fn set_size(&self, bytes: u64) -> io::Result<()>;
    /// Makes what was written durable, and the length where reading it back needs that.
    fn sync_data(&self) -> io::Result<()>;
    /// Makes the file durable with all that is known about it.
    fn sync_all(&self) -> io::Result<()>;
    /// Takes the file's lock for one, if nobody holds it.
    fn try_lock(&self) -> Result<(), TryLockError>;
    /// Takes the file's lock for many, if nobody holds it for one.
    fn try_lock_shared(&self) -> Result<(), TryLockError>;
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug, Default)]
pub struct OsDisk;

impl Disk for OsDisk {
    fn open(&self, path: &Path, access: Access) -> io::Result<Arc<dyn DiskFile>> {
        let mut options = OpenOptions::new();
        options.read(true);
        match access {
            Access::Read => &mut options,
            Access::Write => options.write(true).create(true).truncate(false),
            Access::CreateNew => options.write(true).create_new(true),
        };
        Ok(Arc::new(options.open(path)?))
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        match fs::create_dir(folder) {
            // Systems differ in what they call it.
            Err(_) if folder.is_dir() => Ok(()),
            made => made,
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    #[cfg(unix)]
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    // A folder cannot be opened as a file there; its file systems log changes of names.
    #[cfg(not(unix))]
    fn sync_folder(&self, _: &Path) -> io::Result<()> {
        Ok(())
    }
}

impl DiskFile for File {
    #[cfg(unix)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::read_at(self, buffer, offset)
    }

    #[cfg(windows)]
    fn read_at(&self, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_read(self, buffer, offset)
    }

    #[cfg(unix)]
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        std::os::unix::fs::FileExt::write_at(self, bytes, offset)
    }

    #[cfg(windows)]
    fn write_at(&self, bytes: &[u8], offset: u64) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_write(self, bytes, offset)
    }

    fn size(&self) -> io::Result<u64> {
        Ok(self.metadata()?.len())
    }

    fn set_size(&self, bytes: u64) -> io::Result<()> {
        self.set_len(bytes)
    }

    fn sync_data(&self) -> io::Result<()> {
        File::sync_data(self)
    }

    fn sync_all(&self) -> io::Result<()> {
        File::sync_all(self)
    }

    fn try_lock(&self) -> Result<(), TryLockError> {
        File::try_lock(self)
    }

    fn try_lock_shared(&self) -> Result<(), TryLockError> {
        File::try_lock_shared(self)
    }
}

/// Makes a folder and those above it that are missing, from the top down: the name of each is durable before the next is made.
pub(super) fn create_folders(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    let absent = disk.list(folder).is_err_and(|error| error.kind() == ErrorKind::NotFound);
    if absent {
        folder.parent().map_or(Ok(()), |above| create_folders(disk, above))?;
        disk.create_folder(folder)?;
    }
    // Also when it was there: the process that made it may have ended before it did this.
    match sync_name(disk, folder) {
        // Nor could this process have made it there, as a rule.
        Err(error) if !absent && error.kind() == ErrorKind::PermissionDenied => Ok(()),
        synced => synced,
    }
}

/// Makes a folder's own name durable.
pub(super) fn sync_name(disk: &dyn Disk, folder: &Path) -> io::Result<()> {
    folder.parent().map_or(Ok(()), |parent| disk.sync_folder(parent))
}

/// Fills `buffer` from `offset` on, as far as the file goes; answers with how far that was.
pub(super) fn read_up_to(file: &dyn DiskFile, buffer: &mut [u8], offset: u64) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read_at(&mut buffer[filled..], offset + filled as u64) {
            Ok(0) => break,
            Ok(bytes) => filled += bytes,
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(filled)
}

/// The whole of a small file: an error when it is larger than `bytes_max`.
pub(super) fn read_small(file: &dyn DiskFile, bytes_max: u64) -> io::Result<Vec<u8>> {
    let size = file.size()?;
    let Some(size) = usize::try_from(size).ok().filter(|_| size <= bytes_max) else {
        return Err(io::Error::new(
            ErrorKind::FileTooLarge,
            format!("{size} bytes, and at most {bytes_max} were expected"),
        ));
    };
    let mut bytes = vec![0; size];
    let filled = read_up_to(file, &mut bytes, 0)?;
    bytes.truncate(filled);
    Ok(bytes)
}

/// Writes all of `bytes` at `offset`.
pub(super) fn write_all(file: &dyn DiskFile, mut bytes: &[u8], mut offset: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match file.write_at(bytes, offset) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => {
                bytes = &bytes[written..];
                offset += written as u64;
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
