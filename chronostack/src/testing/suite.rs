//! What `replay_tests!` hands to the tests that it makes.

use std::{
    fmt,
    path::{Path, PathBuf},
};

use crate::{history::History, machine::Reducer, testing::states::canonical_bytes};

/// A recorded history, as the file held it when the tests were compiled.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct RecordedHistory {
    pub name: &'static str,
    pub text: &'static str,
}

/// A machine with its recorded histories.
#[doc(hidden)]
pub struct Suite<R: Reducer> {
    /// The package's folder, absolute.
    pub package: &'static str,
    /// The folder of the histories, relative to the package's.
    pub folder: &'static str,
    /// The file that calls the macro.
    pub caller: &'static str,
    pub histories: &'static [RecordedHistory],
    /// The state's `==`, where it has one.
    pub equal: Option<fn(&R, &R) -> bool>,
}

impl<R: Reducer> fmt::Debug for Suite<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Suite")
            .field("machine", &R::machine().name)
            .field("folder", &self.folder)
            .finish_non_exhaustive()
    }
}

impl<R: Reducer> Suite<R> {
    fn path(&self) -> PathBuf {
        Path::new(self.package).join(self.folder)
    }

    /// The settings under which the snapshot of a history stands beside it.
    pub fn snapshot_settings(&self) -> insta::Settings {
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(self.path().join("snapshots"));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings
    }

    /// Asserts that the folder holds the histories that these tests were made of.
    ///
    /// # Panics
    /// When a file was added or removed since.
    pub fn assert_complete(&self) {
        let path = self.path();
        let entries = std::fs::read_dir(&path).unwrap_or_else(|error| panic!("read {}: {error}", path.display()));
        let files = entries.flatten().map(|entry| entry.path());
        let mut present: Vec<String> = files
            .filter(|file| file.extension().is_some_and(|extension| extension == "jsonl"))
            .filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()))
            .collect();
        present.sort();
        let compiled: Vec<&str> = self.histories.iter().map(|history| history.name).collect();
        assert!(
            present == compiled,
            "{} holds the histories {present:?}, and the tests were compiled for {compiled:?}\n\
             why: a macro cannot watch a folder, so a file that is added gets its test when the caller is compiled anew\n\
             fix: touch {}",
            path.display(),
            self.caller,
        );
    }

    /// The recorded histories that can be read and folded. Of the others their own tests tell why they cannot.
    pub(super) fn readable(&self) -> impl Iterator<Item = (&'static str, History<R>)> {
        self.histories.iter().filter_map(|recorded| Some((recorded.name, History::from_jsonl(recorded.text).ok()?)))
    }

    /// Whether two states are equal: by their own `==`, else (or where a state is not even equal to itself, as one that
    /// holds a NaN) by their canonical encoding.
    pub(super) fn same(&self, a: &R, b: &R) -> bool {
        match self.equal {
            Some(equal) if equal(a, &a.clone()) => equal(a, b),
            _ => canonical_bytes(a) == canonical_bytes(b),
        }
    }
}
