//! Edit traces of several authors: every change with the changes that its author had seen. The format is that of
//! <https://github.com/josephg/editing-traces>.

use std::{collections::BTreeSet, io, path::Path};

use chronostack_examples::open;
use serde::Deserialize;

use crate::author::{Edited, Patch};

/// An edit, its author, and the edits that it follows on, by their places in the trace.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Edit {
    pub(crate) author: u32,
    pub(crate) parents: Vec<usize>,
    pub(crate) event: Edited,
}

/// All edits, each behind its parents.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Trace {
    pub(crate) edits: Vec<Edit>,
}

#[derive(Deserialize)]
struct Json {
    txns: Vec<Transaction>,
}

#[derive(Deserialize)]
struct Transaction {
    parents: Vec<usize>,
    agent: u32,
    /// Position, characters deleted, text inserted.
    patches: Vec<(u32, u32, String)>,
}

/// Reads a trace, compressed or not.
pub(crate) fn read_file(path: &Path) -> io::Result<Trace> {
    let json: Json = serde_json::from_reader(open(path)?)?;
    let edits = json.txns.into_iter().enumerate().map(|(place, Transaction { parents, agent, patches })| {
        if let Some(parent) = parents.iter().find(|parent| **parent >= place) {
            return Err(io::Error::other(format!("edit {place} follows on edit {parent}, which stands behind it")));
        }
        let patches = patches.into_iter().map(|(at, deleted, inserted)| Patch { at, deleted, inserted }).collect();
        Ok(Edit { author: agent, parents, event: Edited { patches } })
    });
    Ok(Trace { edits: edits.collect::<io::Result<_>>()? })
}

/// A small trace: three authors who each type at an end of their own, and now and then take in what another did.
pub(crate) fn sample() -> Trace {
    let mut rng = fastrand::Rng::with_seed(4);
    let mut heads: [Option<usize>; 3] = [None; 3];
    let edits = (0..600).map(|place| {
        let author = rng.usize(0..heads.len());
        let other = heads[rng.usize(0..heads.len())].filter(|_| rng.u8(0..8) == 0);
        let parents: BTreeSet<usize> = heads[author].into_iter().chain(other).collect();
        heads[author] = Some(place);
        let inserted = rng.alphabetic().to_string();
        let event = Edited { patches: vec![Patch { at: 0, deleted: 0, inserted }] };
        Edit { author: u32::try_from(author).unwrap_or(0), parents: parents.into_iter().collect(), event }
    });
    Trace { edits: edits.collect() }
}

impl Trace {
    /// How many edits name more than one parent.
    pub(crate) fn merges(&self) -> usize {
        self.edits.iter().filter(|edit| edit.parents.len() > 1).count()
    }

    /// How many parents they name together.
    pub(crate) fn edges(&self) -> usize {
        self.edits.iter().map(|edit| edit.parents.len()).sum()
    }

    /// All that led to the edit at `place`: a plain search through the file.
    pub(crate) fn ancestors(&self, place: usize) -> Vec<bool> {
        let mut found = vec![false; self.edits.len()];
        let mut ahead = vec![place];
        while let Some(next) = ahead.pop() {
            for parent in &self.edits[next].parents {
                if !std::mem::replace(&mut found[*parent], true) {
                    ahead.push(*parent);
                }
            }
        }
        found
    }
}
