//! A note: texts and trees of any size, which a page has to show without harm.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

/// Something was noted.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "note.noted")]
pub struct Noted {
    /// What.
    pub text: String,
    /// Beside it.
    pub tree: Tree,
}

/// Trees in a tree.
#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Tree {
    /// Those below.
    pub below: Vec<Tree>,
}

/// What was noted last.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Note {
    text: String,
    tree: Tree,
}

#[reducer(pub enum NoteEvent)]
impl Note {
    fn noted(&mut self, event: &Noted) {
        self.text.clone_from(&event.text);
        self.tree = event.tree.clone();
    }
}
