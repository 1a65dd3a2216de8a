//! The numbers of events in a graph, and where in the logs each stands.

/// Positions of a log get their numbers by blocks of so many, so that the logs of one graph can grow beside each other.
const BLOCK_BITS: u32 = 12;
const BLOCK: u64 = 1 << BLOCK_BITS;
/// Nodes stand in fields of 32 bits, one of which tells them from causes that are elsewhere.
const BLOCKS_MAX: usize = 1 << (u32::BITS - 1 - BLOCK_BITS);

/// An event's number in the graph. Along one log they grow with the positions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Node(pub(super) u32);

impl Node {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Which position of which log each node stands for.
#[derive(Debug, Default)]
pub(super) struct Places {
    blocks: Vec<Block>,
    logs: Vec<Stretch>,
}

#[derive(Debug)]
struct Block {
    log: usize,
    first_position: u64,
}

/// The positions of one log that have nodes.
#[derive(Debug)]
struct Stretch {
    first: u64,
    next: u64,
    blocks: Vec<u32>,
}

impl Places {
    /// Takes a log in, the first position of which is `first`.
    pub(super) fn add_log(&mut self, first: u64) {
        self.logs.push(Stretch { first, next: first, blocks: Vec::new() });
    }

    /// The position that the next event of `log` has.
    pub(super) fn next(&self, log: usize) -> u64 {
        self.logs.get(log).map_or(1, |log| log.next)
    }

    /// Moves the start of a log of which nothing was taken in yet.
    pub(super) fn start_at(&mut self, log: usize, first: u64) {
        if let Some(log) = self.logs.get_mut(log).filter(|log| log.blocks.is_empty()) {
            (log.first, log.next) = (first, first);
        }
    }

    /// The node of the next position of `log`; `None` when there is no room for more.
    pub(super) fn push(&mut self, log: usize) -> Option<Node> {
        let stretch = self.logs.get_mut(log)?;
        let offset = (stretch.next - stretch.first) % BLOCK;
        if offset == 0 {
            if self.blocks.len() == BLOCKS_MAX {
                return None;
            }
            stretch.blocks.push(u32::try_from(self.blocks.len()).ok()?);
            self.blocks.push(Block { log, first_position: stretch.next });
        }
        let block = *stretch.blocks.last()?;
        stretch.next = stretch.next.checked_add(1)?;
        Some(Node(block << BLOCK_BITS | u32::try_from(offset).ok()?))
    }

    /// The node of that position.
    pub(super) fn node(&self, log: usize, position: u64) -> Option<Node> {
        let stretch = self.logs.get(log).filter(|log| position < log.next)?;
        let offset = position.checked_sub(stretch.first)?;
        let block = stretch.blocks.get(usize::try_from(offset / BLOCK).ok()?)?;
        Some(Node(block << BLOCK_BITS | u32::try_from(offset % BLOCK).ok()?))
    }

    /// The log and the position of `node`.
    pub(super) fn place(&self, node: Node) -> (usize, u64) {
        let block = &self.blocks[(node.0 >> BLOCK_BITS) as usize];
        (block.log, block.first_position + u64::from(node.0) % BLOCK)
    }

    /// The log of `node`.
    pub(super) fn log(&self, node: Node) -> usize {
        self.blocks[(node.0 >> BLOCK_BITS) as usize].log
    }

    /// All nodes, log by log, in order of position, those of each log from the position in `from` on.
    pub(super) fn nodes<'a>(&'a self, from: &'a [u64]) -> impl Iterator<Item = Node> + 'a {
        self.logs.iter().enumerate().flat_map(move |(log, stretch)| {
            let first = from.get(log).copied().unwrap_or(stretch.first).max(stretch.first);
            (first..stretch.next).filter_map(move |position| self.node(log, position))
        })
    }

    /// Up to where nodes are numbered, gaps between logs included.
    pub(super) fn numbers(&self) -> usize {
        self.blocks.len() << BLOCK_BITS
    }

    pub(super) fn memory_bytes(&self) -> usize {
        let numbers: usize = self.logs.iter().map(|log| log.blocks.capacity() * size_of::<u32>()).sum();
        self.blocks.capacity() * size_of::<Block>() + numbers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_stand_for_places_of_logs_that_grow_side_by_side() {
        let mut places = Places::default();
        places.add_log(1);
        places.add_log(500);
        let mut nodes = Vec::new();
        for round in 0..30_u64 {
            for log in [0, 1] {
                for _ in 0..round * 37 % 1_000 {
                    let position = places.next(log);
                    nodes.push((places.push(log).expect("there is room"), log, position));
                }
            }
        }
        for (node, log, position) in &nodes {
            assert_eq!(places.place(*node), (*log, *position));
            assert_eq!((places.log(*node), places.node(*log, *position)), (*log, Some(*node)));
        }
        assert_eq!(places.nodes(&[]).count(), nodes.len());
        assert_eq!((places.node(0, 0), places.node(1, 499)), (None, None));
        assert_eq!((places.node(0, places.next(0)), places.node(7, 1)), (None, None));
    }
}
