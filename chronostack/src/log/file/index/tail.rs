//! The sections of the segment that is written to.

use std::cmp::Ordering;

/// Where the sections of one stream are found in a [`Tail`]: nowhere, in a block, or, where there is but one, what a block would say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Head(u32);

/// The bit of a [`Head`] that leads to a block; without it, it is the offset of the only section, which has the stream's first events.
const BLOCK: u32 = 1 << 31;

impl Head {
    pub(in crate::log::file) const NONE: Self = Self(u32::MAX);

    pub(in crate::log::file) fn word(self) -> u32 {
        self.0
    }

    pub(in crate::log::file) fn of(word: u32) -> Self {
        Self(word)
    }

    fn block(self) -> Option<u32> {
        (self != Self::NONE && self.0 & BLOCK != 0).then_some(self.0 & !BLOCK)
    }
}

impl Default for Head {
    fn default() -> Self {
        Self::NONE
    }
}

/// One section in the segment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct Spot {
    /// The version of its first event.
    pub(in crate::log::file) version: u64,
    /// Where it starts in the segment.
    pub(in crate::log::file) offset: u32,
}

/// The first section that a [`Tail`] holds of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::log::file) struct First {
    pub(in crate::log::file) version: u64,
    /// What was handed in when the stream got its first section.
    pub(in crate::log::file) earlier: u32,
}

/// The sections that memory holds, of all streams, each stream's in blocks: the first of one section, each other of twice as many as
/// the one before, up to a bound. A block leads to the one before it and to one far before that: as many steps as the stream's
/// blocks have binary digits lead to any (Myers 1983, An applicative random-access stack).
#[derive(Debug, Default)]
pub(in crate::log::file) struct Tail {
    /// What all blocks take, in pieces of one size, so that nothing is moved as it grows.
    pieces: Vec<Box<[u32]>>,
    /// How much of the last piece is taken.
    taken: usize,
}

const PIECE_BITS: u32 = 14;
const PIECE: usize = 1 << PIECE_BITS;
const PIECES_MAX: usize = 1 << (u32::BITS - 1 - PIECE_BITS);

// The words of a block: the block before, or in the first one what `First::earlier` is; a block further back, or in the first one itself;
// how many blocks stand before; how many sections it holds; and for each its offset and the lowest bits of its version, for those of one
// segment's events differ by less.
const BEFORE: usize = 0;
const JUMP: usize = 1;
const DEPTH: usize = 2;
const HELD: usize = 3;
const SPOTS: usize = 4;
const SPOT: usize = 2;

/// How many sections a block has room for that so many stand before.
fn room(depth: u32) -> u32 {
    1 << depth.min(4)
}

impl Tail {
    /// Adds a section to the stream whose sections are those of `head`, and answers with what finds them then. `earlier` is kept
    /// where it is the first one and has not the stream's first event. `None` when there is no more room.
    pub(in crate::log::file) fn push(&mut self, head: Head, spot: Spot, earlier: u32) -> Option<Head> {
        if spot.offset >= BLOCK {
            return None;
        }
        if head == Head::NONE && spot.version == 1 {
            return Some(Head(spot.offset));
        }
        let Some(last) = head.block() else {
            let first = if head == Head::NONE { (spot, earlier) } else { (Spot { version: 1, offset: head.0 }, 0) };
            let block = self.add(0, first.0)?;
            self.set(block, BEFORE, first.1);
            self.set(block, JUMP, block);
            let added = Head(block | BLOCK);
            return if head == Head::NONE { Some(added) } else { self.push(added, spot, 0) };
        };
        let (depth, taken) = (self.word(last, DEPTH), self.word(last, HELD));
        if taken < room(depth) {
            self.put(last, taken, spot);
            return Some(head);
        }
        // Two jumps of one length become one of both.
        let far = self.word(last, JUMP);
        let further = self.word(far, JUMP);
        let even = depth - self.word(far, DEPTH) == self.word(far, DEPTH) - self.word(further, DEPTH);
        let block = self.add(depth + 1, spot)?;
        self.set(block, BEFORE, last);
        self.set(block, JUMP, if even { further } else { last });
        Some(Head(block | BLOCK))
    }

    /// Adds a block that holds one section.
    fn add(&mut self, depth: u32, spot: Spot) -> Option<u32> {
        let words = SPOTS + SPOT * room(depth) as usize;
        if self.pieces.is_empty() || self.taken + words > PIECE {
            if self.pieces.len() == PIECES_MAX - 1 {
                return None;
            }
            self.pieces.push(vec![0; PIECE].into());
            self.taken = 0;
        }
        let block = u32::try_from((self.pieces.len() - 1) << PIECE_BITS | self.taken).ok()?;
        self.taken += words;
        self.set(block, DEPTH, depth);
        self.put(block, 0, spot);
        Some(block)
    }

    fn put(&mut self, block: u32, place: u32, spot: Spot) {
        let at = SPOTS + SPOT * place as usize;
        self.set(block, at, spot.offset);
        self.set(block, at + 1, low(spot.version));
        self.set(block, HELD, place + 1);
    }

    fn set(&mut self, block: u32, word: usize, value: u32) {
        let block = block as usize;
        self.pieces[block >> PIECE_BITS][block % PIECE + word] = value;
    }

    fn word(&self, block: u32, word: usize) -> u32 {
        let block = block as usize;
        self.pieces[block >> PIECE_BITS][block % PIECE + word]
    }

    /// A section of a block in a stream whose last version is `last`.
    fn spot(&self, block: u32, place: u32, last: u64) -> Spot {
        let at = SPOTS + SPOT * place as usize;
        Spot { offset: self.word(block, at), version: whole(self.word(block, at + 1), last) }
    }

    /// The first section of a stream whose last version is `last`.
    pub(in crate::log::file) fn first(&self, head: Head, last: u64) -> Option<First> {
        let Some(mut block) = head.block() else {
            return (head != Head::NONE).then_some(First { version: 1, earlier: 0 });
        };
        while self.word(block, DEPTH) > 0 {
            block = self.word(block, JUMP);
        }
        Some(First { version: self.spot(block, 0, last).version, earlier: self.word(block, BEFORE) })
    }

    /// The sections of a stream whose last version is `last`, from the one that holds `version` on, or all where that stands before
    /// the first; at most `limit`.
    pub(in crate::log::file) fn sections(&self, head: Head, last: u64, version: u64, limit: usize) -> Vec<Spot> {
        let Some(newest) = head.block() else {
            let only = (head != Head::NONE).then_some(Spot { version: 1, offset: head.0 });
            return only.into_iter().take(limit).collect();
        };
        let start = self.back(newest, |block| self.spot(block, 0, last).version.cmp(&version));
        let depth = self.word(start, DEPTH);
        // So many blocks hold as many as are wanted, also where the first are small and the wanted one is the last of its block.
        let blocks = u32::try_from(limit / room(u32::MAX) as usize + 6).unwrap_or(u32::MAX);
        let end = depth.saturating_add(blocks);
        let mut block = self.back(newest, |block| self.word(block, DEPTH).cmp(&end));
        let mut blocks = vec![block];
        while block != start {
            block = self.word(block, BEFORE);
            blocks.push(block);
        }
        let spots = |block: u32| (0..self.word(block, HELD)).map(move |place| self.spot(block, place, last));
        let before = spots(start).skip(1).take_while(|spot| spot.version <= version).count();
        blocks.into_iter().rev().flat_map(spots).skip(before).take(limit).collect()
    }

    /// Bytes of memory that it takes.
    #[cfg(test)]
    pub(in crate::log::file) fn memory_bytes(&self) -> usize {
        self.pieces.len() * PIECE * size_of::<u32>()
    }

    /// The last block, from `block` back, that does not come after what is looked for, else the first.
    fn back(&self, mut block: u32, compare: impl Fn(u32) -> Ordering) -> u32 {
        while self.word(block, DEPTH) > 0 && compare(block) == Ordering::Greater {
            let jump = self.word(block, JUMP);
            block = if compare(jump) == Ordering::Less { self.word(block, BEFORE) } else { jump };
        }
        block
    }
}

/// The lowest bits of a version.
#[allow(clippy::cast_possible_truncation, reason = "the lowest bits are wanted")]
pub(in crate::log::file) fn low(version: u64) -> u32 {
    version as u32
}

/// The version whose lowest bits are `bits`, at or before `last`.
pub(in crate::log::file) fn whole(bits: u32, last: u64) -> u64 {
    last.wrapping_sub(low(last).wrapping_sub(bits).into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each stream's sections are found from every version on, whatever stands between them.
    #[test]
    fn every_version_of_every_stream_is_found() {
        let mut tail = Tail::default();
        let mut random = fastrand::Rng::with_seed(1);
        // The last one starts behind 2^32 events that stand elsewhere.
        let starts = [1, 1, 1, 5, 1_000, u64::from(u32::MAX) - 50];
        let mut streams: Vec<(Head, u64, Vec<Spot>)> = starts.map(|start| (Head::NONE, start, Vec::new())).to_vec();
        for offset in 0..3_000 {
            let most = random.usize(1..=streams.len());
            let number = random.usize(..most);
            let (head, next, sections) = &mut streams[number];
            let spot = Spot { version: *next, offset };
            *head = tail.push(*head, spot, 7).expect("there is room");
            sections.push(spot);
            *next += random.u64(1..4);
        }
        for ((head, next, sections), start) in streams.into_iter().zip(starts) {
            let last = next - 1;
            assert!(sections.len() > 50);
            let earlier = if start == 1 { 0 } else { 7 };
            assert_eq!(tail.first(head, last), Some(First { version: start, earlier }));
            assert_eq!(tail.sections(head, last, 0, usize::MAX), sections);
            for version in start..=last {
                let expected = sections.iter().rposition(|spot| spot.version <= version).expect("it is there");
                let limit = random.usize(1..100);
                let limited = &sections[expected..sections.len().min(expected + limit)];
                assert_eq!(tail.sections(head, last, version, limit), limited, "from {version}");
            }
        }
        assert_eq!(tail.first(Head::NONE, 0), None);
        assert_eq!(tail.sections(Head::NONE, 0, 1, 9), []);
    }

    #[test]
    fn one_section_takes_no_block() {
        let mut tail = Tail::default();
        let head = tail.push(Head::NONE, Spot { version: 1, offset: 64 }, 0).expect("there is room");
        assert!(tail.pieces.is_empty());
        assert_eq!(tail.sections(head, 3, 2, 9), [Spot { version: 1, offset: 64 }]);
        assert_eq!(tail.push(head, Spot { version: 4, offset: BLOCK }, 0), None, "a segment is not so large");
    }

    #[test]
    fn few_steps_lead_to_any_section() {
        let mut tail = Tail::default();
        let mut head = Head::NONE;
        for version in 1..=100_000 {
            head = tail.push(head, Spot { version, offset: 1 }, 0).expect("there is room");
        }
        let steps = std::cell::Cell::new(0);
        let block = tail.back(head.block().expect("a block"), |block| {
            steps.set(steps.get() + 1);
            tail.spot(block, 0, 100_000).version.cmp(&12_345)
        });
        assert!(tail.spot(block, 0, 100_000).version <= 12_345 && steps.get() < 60, "{} steps", steps.get());
    }
}
