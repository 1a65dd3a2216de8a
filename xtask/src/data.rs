//! Where the real event data stands. None of it belongs to the project.

use std::{
    env,
    path::{Path, PathBuf},
};

/// The examples that read real data, and the file that each reads.
pub(crate) const FILES: [(&str, &str); 3] = [
    ("loan", "bpic2012.xes.gz"),
    ("document", "automerge-paper.json.gz"),
    ("collab", "friendsforever-concurrent.json.gz"),
];

/// The folder that was named by `CHRONOSTACK_DATA`, else the one beside the project.
pub(crate) fn folder(root: &Path) -> PathBuf {
    env::var_os("CHRONOSTACK_DATA").map_or_else(|| root.join("../shared/data"), PathBuf::from)
}
