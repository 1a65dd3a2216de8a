//! Where a stream's sections stand.

use crate::log::file::wire::{Cursor, put_number};

/// Every so many sections one is kept in full.
const BLOCK: u32 = 64;

/// What a commit added to one stream.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct SectionPlace {
    /// The version of its first event.
    pub(super) version: u64,
    /// Where it starts.
    pub(super) place: u64,
}

/// The sections of one stream. Differences, a few bytes a section.
#[derive(Debug, Default)]
pub(super) struct Places {
    blocks: Vec<Block>,
    differences: Vec<u8>,
    last: SectionPlace,
    sections: u32,
}

#[derive(Debug)]
struct Block {
    first: SectionPlace,
    /// Where the differences of those behind `first` start.
    differences: usize,
}

impl Places {
    /// Adds a section behind those that are there.
    pub(super) fn push(&mut self, section: SectionPlace) {
        if self.sections.is_multiple_of(BLOCK) {
            self.blocks.push(Block { first: section, differences: self.differences.len() });
        } else {
            put_number(&mut self.differences, section.version - self.last.version);
            put_number(&mut self.differences, section.place - self.last.place);
        }
        self.sections = (self.sections + 1) % BLOCK;
        self.last = section;
    }

    /// The sections from the one that holds `version` on.
    pub(super) fn from(&self, version: u64) -> impl Iterator<Item = SectionPlace> {
        let block = self.blocks.partition_point(|block| block.first.version <= version).saturating_sub(1);
        let mut sections =
            self.blocks[block.min(self.blocks.len())..].iter().zip(block + 1..).flat_map(|(block, next)| {
                let end = self.blocks.get(next).map_or(self.differences.len(), |next| next.differences);
                let mut rest = Cursor::new(&self.differences[block.differences..end]);
                let mut last = Some(block.first);
                std::iter::from_fn(move || {
                    let section = last?;
                    // At the end of the block there is no next one.
                    last = match (rest.number(), rest.number()) {
                        (Ok(version), Ok(place)) => {
                            Some(SectionPlace { version: section.version + version, place: section.place + place })
                        }
                        _ => None,
                    };
                    Some(section)
                })
            });
        let mut section = sections.next();
        std::iter::from_fn(move || {
            loop {
                let (here, next) = (section?, sections.next());
                section = next;
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
        let sections: Vec<SectionPlace> =
            (0..200).map(|n| SectionPlace { version: 1 + 3 * n, place: 64 + 1_000 * n * n }).collect();
        for (count, section) in sections.iter().enumerate() {
            places.push(*section);
            assert_eq!(places.from(1).collect::<Vec<_>>(), sections[..=count], "{count}");
        }
        for version in 1..700 {
            let expected = sections.iter().rposition(|section| section.version <= version).expect("the first one is");
            assert_eq!(places.from(version).collect::<Vec<_>>(), sections[expected..], "from {version}");
        }
        assert_eq!(places.from(0).count(), 200);
    }
}
