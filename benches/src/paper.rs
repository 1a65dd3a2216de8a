//! A paper as it was typed: the edits of `automerge-paper.json.gz`, and the machine that makes a text of them.

use std::{fs::File, io::BufReader, path::Path};

use chronostack::prelude::*;
use flate2::bufread::GzDecoder;
use serde::{Deserialize, Serialize};

use crate::fault::Result;

/// Characters were deleted at one place and others inserted.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "paper.edited")]
pub(crate) struct Edited {
    at: u32,
    deleted: u32,
    inserted: String,
}

/// A text. That of this paper is ASCII while it is written, so that places are bytes; where it is not, `edit` panics.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Paper {
    pub(crate) text: String,
}

#[reducer(pub(crate) enum PaperEvent)]
impl Paper {
    fn edit(&mut self, event: &Edited) {
        self.apply(event);
    }
}

impl Paper {
    /// What the handler does, for whoever folds by hand.
    pub(crate) fn apply(&mut self, event: &Edited) {
        let start = event.at as usize;
        self.text.replace_range(start..start + event.deleted as usize, &event.inserted);
    }
}

/// The edits, and the text that they end in.
pub(crate) struct Trace {
    pub(crate) edits: Vec<Edited>,
    pub(crate) end: String,
}

impl Trace {
    /// Reads the trace.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        #[derive(Deserialize)]
        #[serde(rename_all = "camelCase")]
        struct Json {
            end_content: String,
            txns: Vec<Transaction>,
        }
        #[derive(Deserialize)]
        struct Transaction {
            patches: Vec<(u32, u32, String)>,
        }
        let json: Json = serde_json::from_reader(BufReader::new(GzDecoder::new(BufReader::new(File::open(path)?))))?;
        let patches = json.txns.into_iter().flat_map(|transaction| transaction.patches);
        let edits = patches.map(|(at, deleted, inserted)| Edited { at, deleted, inserted }).collect();
        Ok(Self { edits, end: json.end_content })
    }
}
