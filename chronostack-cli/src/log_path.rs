//! The log that a command line names: a folder or an SQLite database.

use std::{
    fs::File,
    io::Read,
    path::{Path, PathBuf},
    sync::Arc,
};

use chronostack::log::{FileLog, Log};

use crate::failure::Failure;

/// What makes a folder a log.
const IDENTITY_FILE: &str = "chronostack.json";
/// What an SQLite database starts with.
const SQLITE_MAGIC: &[u8; 16] = b"SQLite format 3\0";
/// Endings of files that are made an SQLite database where there is none yet.
const SQLITE_ENDINGS: [&str; 4] = ["sqlite", "sqlite3", "db", "db3"];

/// The log that a command line names.
#[derive(Clone, Debug)]
pub(crate) enum LogPath {
    /// A folder.
    Folder(PathBuf),
    /// An SQLite database.
    Sqlite(PathBuf),
}

impl LogPath {
    /// The log at `path`, which must be there.
    pub(crate) fn find(path: &Path) -> Result<Self, Failure> {
        if path.is_dir() {
            if path.join(IDENTITY_FILE).is_file() {
                return Ok(Self::Folder(path.to_owned()));
            }
            let message = format!("{} is a folder, and no log: it has no `{IDENTITY_FILE}`", path.display());
            return Err(near(Failure::usage(message), path));
        }
        if path.is_file() {
            let mut start = [0; SQLITE_MAGIC.len()];
            let read = File::open(path).and_then(|mut file| file.read_exact(&mut start));
            if read.is_ok() && &start == SQLITE_MAGIC {
                return Ok(Self::Sqlite(path.to_owned()));
            }
            let failure = Failure::usage(format!("{} is a file, and no SQLite database", path.display()));
            return Err(match path.parent().filter(|folder| folder.join(IDENTITY_FILE).is_file()) {
                Some(folder) => failure.tip(format!("it belongs to a log; name the folder: {}", folder.display())),
                None => failure.tip("a log is a folder with the file `chronostack.json` in it, or an SQLite database"),
            });
        }
        let failure = Failure::usage(format!("{} does not exist", path.display()));
        Err(near(failure, path.parent().unwrap_or(path)))
    }

    /// The log at `path`, or where one is to be made: a database where the name ends as that of one, else a folder.
    pub(crate) fn find_or_new(path: &Path) -> Result<Self, Failure> {
        if path.exists() && !is_empty_folder(path) {
            return Self::find(path);
        }
        let ending = path.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
        let sqlite = SQLITE_ENDINGS.contains(&ending.to_ascii_lowercase().as_str());
        Ok(if sqlite { Self::Sqlite(path.to_owned()) } else { Self::Folder(path.to_owned()) })
    }

    /// Opens it to be read, beside whoever writes to it.
    pub(crate) fn open(&self) -> Result<Arc<dyn Log>, Failure> {
        match self {
            Self::Folder(path) => Ok(Arc::new(FileLog::options().read_only(true).open(path)?)),
            Self::Sqlite(path) => sqlite(path, false),
        }
    }

    /// Opens it to be appended to, and makes it if there is none.
    pub(crate) fn open_to_write(&self) -> Result<Arc<dyn Log>, Failure> {
        match self {
            Self::Folder(path) => Ok(Arc::new(FileLog::open(path)?)),
            Self::Sqlite(path) => sqlite(path, true),
        }
    }

    /// Whether a process has it open to write; of a database nobody can tell.
    pub(crate) fn has_writer(&self) -> bool {
        match self {
            Self::Folder(path) => FileLog::has_writer(path),
            Self::Sqlite(_) => true,
        }
    }

    /// What it is.
    pub(crate) fn describe(&self) -> String {
        match self {
            Self::Folder(path) => format!("folder {}", path.display()),
            Self::Sqlite(path) => format!("SQLite database {}", path.display()),
        }
    }

    /// What its folder or file is called.
    #[cfg(feature = "serve")]
    pub(crate) fn name(&self) -> String {
        let (Self::Folder(path) | Self::Sqlite(path)) = self;
        // `.` has a name too.
        let path = path.canonicalize().unwrap_or_else(|_| path.clone());
        path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
    }

    /// How many bytes it takes on the disk; what cannot be looked at does not count.
    pub(crate) fn bytes(&self) -> u64 {
        match self {
            Self::Folder(path) => folder_bytes(path),
            Self::Sqlite(path) => {
                let beside = |ending: &str| PathBuf::from(format!("{}{ending}", path.display()));
                ["", "-wal"].iter().filter_map(|ending| beside(ending).metadata().ok()).map(|meta| meta.len()).sum()
            }
        }
    }
}

#[cfg(feature = "sqlite")]
fn sqlite(path: &Path, create: bool) -> Result<Arc<dyn Log>, Failure> {
    Ok(Arc::new(chronostack_sqlite::SqliteLog::options().create(create).open(path)?))
}

#[cfg(not(feature = "sqlite"))]
fn sqlite(path: &Path, _: bool) -> Result<Arc<dyn Log>, Failure> {
    Err(without_sqlite(path))
}

/// That the program cannot read databases.
#[cfg(not(feature = "sqlite"))]
pub(crate) fn without_sqlite(path: &Path) -> Failure {
    let message =
        "it is an SQLite database, and this program was built without the feature `sqlite` of `chronostack-cli`";
    Failure::usage(format!("{}: {message}", path.display()))
}

fn folder_bytes(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let size = |entry: std::fs::DirEntry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => folder_bytes(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    };
    entries.map(size).sum()
}

fn is_empty_folder(path: &Path) -> bool {
    std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none())
}

/// Names the logs in `folder`, where there are some.
fn near(failure: Failure, folder: &Path) -> Failure {
    let here = folder.as_os_str().is_empty();
    let entries = std::fs::read_dir(if here { Path::new(".") } else { folder }).into_iter().flatten().flatten();
    let logs = entries.map(|entry| entry.path()).filter(|path| path.join(IDENTITY_FILE).is_file());
    let mut logs: Vec<String> =
        logs.take(5).map(|path| path.strip_prefix(".").unwrap_or(&path).display().to_string()).collect();
    logs.sort();
    if logs.is_empty() {
        return failure.tip("a log is a folder with the file `chronostack.json` in it, or an SQLite database");
    }
    failure.tip(format!("these are logs: {}", logs.join(", ")))
}
