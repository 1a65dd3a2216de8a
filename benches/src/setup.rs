//! What all workloads share: sizes, rounds, and the folder on the disk that is measured.

use std::{
    cell::OnceCell,
    fs,
    path::{Path, PathBuf},
    rc::Rc,
    sync::atomic::{AtomicU64, Ordering},
};

use crate::{arguments::Arguments, data::Bank, fault::Result};

/// Of the whole measurement.
const ACCOUNTS: u32 = 10_000;
/// Of `--quick`, which only shows that everything runs.
const ACCOUNTS_QUICK: u32 = 100;

/// What a run was asked for.
pub(crate) struct Setup {
    pub(crate) arguments: Arguments,
    folder: tempfile::TempDir,
    folders_made: AtomicU64,
    bank: OnceCell<Rc<Bank>>,
}

impl Setup {
    /// Prepares the folder in which the contenders keep their files.
    pub(crate) fn new(arguments: Arguments) -> Result<Self> {
        // Not the system's temporary folder, which may be in memory, where a sync costs nothing.
        let parent = arguments.folder.clone().unwrap_or_else(built);
        fs::create_dir_all(&parent)?;
        let folder = tempfile::Builder::new().prefix("chronostack-bench-").tempdir_in(parent)?;
        Ok(Self { arguments, folder, folders_made: AtomicU64::new(0), bank: OnceCell::new() })
    }

    /// The bank of the agreed size; made once.
    pub(crate) fn bank(&self) -> Rc<Bank> {
        self.bank.get_or_init(|| Rc::new(Bank::new(accounts(self.arguments.quick)))).clone()
    }

    /// `whole`, or `quick` when only a smoke test was asked for.
    pub(crate) fn size<T>(&self, whole: T, quick: T) -> T {
        if self.arguments.quick { quick } else { whole }
    }

    /// A new folder of this run's own.
    pub(crate) fn new_folder(&self) -> Result<Folder> {
        let number = self.folders_made.fetch_add(1, Ordering::Relaxed);
        let path = self.folder.path().join(number.to_string());
        fs::create_dir(&path)?;
        Ok(Folder { path })
    }
}

/// How many accounts the bank has.
pub(crate) fn accounts(quick: bool) -> u32 {
    if quick { ACCOUNTS_QUICK } else { ACCOUNTS }
}

/// `target/` of the workspace, on the disk that the project stands on.
fn built() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")
}

/// A folder that is removed when it is dropped.
pub(crate) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// How much its files take up on the disk, preallocated space left out.
    pub(crate) fn bytes(&self) -> Result<u64> {
        bytes_below(&self.path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The run's folder is removed at its end anyway.
        let _ = fs::remove_dir_all(&self.path);
    }
}

fn bytes_below(folder: &Path) -> Result<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let metadata = entry.metadata()?;
        bytes += if metadata.is_dir() { bytes_below(&entry.path())? } else { metadata.len() };
    }
    Ok(bytes)
}
