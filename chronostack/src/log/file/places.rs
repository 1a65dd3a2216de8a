//! Where a stream's commits stand.

use crate::log::file::wire::{Cursor, put_number};

/// Every so many commits one is kept in full.
const BLOCK: u32 = 64;

/// The commits of one stream: the version of each one's first event, and its frame's place. Differences, a few bytes a commit.
#[derive(Debug, Default)]
pub(super) struct Places {
    blocks: Vec<Block>,
    differences: Vec<u8>,
    last: Commit,
    commits: u32,
}

#[derive(Debug)]
struct Block {
    first: Commit,
    /// Where the differences of those behind `first` start.
    differences: usize,
}

/// One commit of a stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Commit {
    /// The version of its first event.
    pub(super) version: u64,
    /// Where its frame stands.
    pub(super) place: u64,
}

impl Places {
    /// Adds a commit behind those that are there.
    pub(super) fn push(&mut self, commit: Commit) {
        if self.commits.is_multiple_of(BLOCK) {
            self.blocks.push(Block { first: commit, differences: self.differences.len() });
        } else {
            put_number(&mut self.differences, commit.version - self.last.version);
            put_number(&mut self.differences, commit.place - self.last.place);
        }
        self.commits = (self.commits + 1) % BLOCK;
        self.last = commit;
    }

    /// The commits from the one that holds `version` on.
    pub(super) fn from(&self, version: u64) -> impl Iterator<Item = Commit> {
        let block = self.blocks.partition_point(|block| block.first.version <= version).saturating_sub(1);
        let mut commits =
            self.blocks[block.min(self.blocks.len())..].iter().zip(block + 1..).flat_map(|(block, next)| {
                let end = self.blocks.get(next).map_or(self.differences.len(), |next| next.differences);
                let mut rest = Cursor::new(&self.differences[block.differences..end]);
                let mut last = Some(block.first);
                std::iter::from_fn(move || {
                    let commit = last?;
                    // At the end of the block there is no next one.
                    last = match (rest.number(), rest.number()) {
                        (Ok(version), Ok(place)) => {
                            Some(Commit { version: commit.version + version, place: commit.place + place })
                        }
                        _ => None,
                    };
                    Some(commit)
                })
            });
        let mut commit = commits.next();
        std::iter::from_fn(move || {
            loop {
                let (here, next) = (commit?, commits.next());
                commit = next;
                if next.is_none_or(|next| next.version > version) {
                    return Some(here);
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_version_is_found() {
        let mut places = Places::default();
        assert_eq!(places.from(1).next(), None);
        let commits: Vec<Commit> = (0..200).map(|n| Commit { version: 1 + 3 * n, place: 64 + 1_000 * n * n }).collect();
        for (count, commit) in commits.iter().enumerate() {
            places.push(*commit);
            assert_eq!(places.from(1).collect::<Vec<_>>(), commits[..=count], "{count}");
        }
        for version in 1..700 {
            let expected = commits.iter().rposition(|commit| commit.version <= version).expect("the first one is");
            assert_eq!(places.from(version).collect::<Vec<_>>(), commits[expected..], "from {version}");
        }
        assert_eq!(places.from(0).count(), 200);
    }
}
