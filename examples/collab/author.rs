//! A person who writes, and the edits that came of it.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

/// Characters at one place were replaced by others, in the text as the author saw it.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Patch {
    pub(crate) at: u32,
    pub(crate) deleted: u32,
    pub(crate) inserted: String,
}

/// The text was changed.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "text.edited")]
pub(crate) struct Edited {
    pub(crate) patches: Vec<Patch>,
}

/// What one author did.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Author {
    pub(crate) edits: u64,
    pub(crate) inserted: u64,
    pub(crate) deleted: u64,
}

#[reducer(pub(crate) enum AuthorEvent)]
impl Author {
    fn edit(&mut self, event: &Edited) {
        self.edits += 1;
        for patch in &event.patches {
            self.inserted += patch.inserted.chars().count() as u64;
            self.deleted += u64::from(patch.deleted);
        }
    }
}

#[cfg(test)]
chronostack::replay_tests!(Author, "collab/histories/author");
