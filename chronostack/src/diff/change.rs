//! One change, as data.

use serde::Serialize;
use serde_json::Value;

/// One change between two states. Paths are JSON Pointers; that of something removed, and where something moved from,
/// count list items as the state before has them, all others as the state after has them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "change", rename_all = "snake_case")]
pub enum Change {
    /// Something is there that was not.
    Added {
        /// Where it is now.
        path: String,
        /// What it is.
        value: Value,
    },
    /// Something is gone.
    Removed {
        /// Where it was.
        path: String,
        /// What it was.
        value: Value,
    },
    /// Something has another value.
    Changed {
        /// Where it is now.
        path: String,
        /// What it was.
        before: Value,
        /// What it is.
        after: Value,
    },
    /// A list item stands in another place among those that stayed.
    Moved {
        /// Where it was.
        from: String,
        /// Where it is now.
        path: String,
        /// What it is, then and now.
        value: Value,
    },
}

impl Change {
    /// Where it happened: where the value is now, or where it was if it is gone.
    pub fn path(&self) -> &str {
        match self {
            Self::Added { path, .. }
            | Self::Removed { path, .. }
            | Self::Changed { path, .. }
            | Self::Moved { path, .. } => path,
        }
    }
}
