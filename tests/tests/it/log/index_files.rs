//! The files that are kept of the index.

use std::path::Path;

/// Whether a file is kept of the index, and can be made anew.
pub(super) fn is_index(path: &Path) -> bool {
    path.extension().is_some_and(|end| end == "index") || path.ends_with("streams")
}
