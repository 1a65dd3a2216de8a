//! Edit traces: every change of a text, as recorded while it was written. The format is that of
//! <https://github.com/josephg/editing-traces>.

use std::{io, path::Path};

use chronostack_examples::open;
use serde::Deserialize;

use crate::document::Edited;

/// A text's edits, and the text that they end in.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trace {
    pub(crate) edits: Vec<Edited>,
    pub(crate) end: String,
}

#[derive(Deserialize)]
struct Json {
    #[serde(rename = "startContent")]
    start: String,
    #[serde(rename = "endContent")]
    end: String,
    txns: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    /// Position, characters deleted, text inserted.
    patches: Vec<(u32, u32, String)>,
}

/// Reads a trace, compressed or not.
pub(crate) fn read_file(path: &Path) -> io::Result<Trace> {
    let json: Json = serde_json::from_reader(open(path)?)?;
    let start = (!json.start.is_empty()).then_some(Edited { at: 0, deleted: 0, inserted: json.start });
    let patches = json.txns.into_iter().flat_map(|transaction| transaction.patches);
    let edits = patches.map(|(at, deleted, inserted)| Edited { at, deleted, inserted });
    Ok(Trace { edits: start.into_iter().chain(edits).collect(), end: json.end })
}

/// A small trace, typed here: a letter for a letter, with a slip, a change of mind, and letters of more than one byte.
pub(crate) fn sample() -> Trace {
    let mut typist = Typist::default();
    typist.types("Every keystroke is an evnt");
    typist.erases(3);
    typist.types("vent. ");
    typist.types("Its history is the text’s own memory: naïve, complete, and 100 % true.");
    typist.goes_to(0);
    typist.types("§ 1 – ");
    typist.goes_to(12);
    typist.types("single ");
    typist.goes_to(12);
    typist.deletes(7);
    Trace {
        edits: typist.edits,
        end:
            "§ 1 – Every keystroke is an event. Its history is the text’s own memory: naïve, complete, and 100 % true."
                .to_owned(),
    }
}

/// Where the hands are.
#[derive(Default)]
struct Typist {
    at: u32,
    edits: Vec<Edited>,
}

impl Typist {
    fn goes_to(&mut self, at: u32) {
        self.at = at;
    }

    fn types(&mut self, text: &str) {
        for letter in text.chars() {
            self.edits.push(Edited { at: self.at, deleted: 0, inserted: letter.to_string() });
            self.at += 1;
        }
    }

    /// Characters before the cursor.
    fn erases(&mut self, count: u32) {
        for _ in 0..count {
            self.at -= 1;
            self.edits.push(Edited { at: self.at, deleted: 1, inserted: String::new() });
        }
    }

    /// Characters behind the cursor, at once.
    fn deletes(&mut self, count: u32) {
        self.edits.push(Edited { at: self.at, deleted: count, inserted: String::new() });
    }
}
