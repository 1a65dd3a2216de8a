//! What is kept of each event to answer at once whether one led to another.

use crate::causality::{edges::number, node::Node};

/// Stands for an event that has no label yet.
const NONE: u32 = u32::MAX;
/// Stands for one whose causes are being labelled.
const OPEN: u32 = u32::MAX - 1;
/// Stands for a second record of an event.
const COPY: u32 = u32::MAX - 2;

/// Entries of all clocks together, for each event.
const ENTRIES_EVENT_MAX: usize = 4;
/// Entries of one clock.
const CLOCK_ENTRIES_MAX: usize = 256;
/// Entries that every clock may have.
const CLOCK_ENTRIES_MIN: usize = 4;

/// Labels by chains: every event belongs to one chain, each event of which led to the next. What an event came of is then one number
/// for each chain: the last event of it that led here. These numbers are its *clock*. Events that follow each other on a chain
/// without another cause share one, as a *segment*.
///
/// That is the chain cover of H. V. Jagadish, *A compression technique to materialize transitive closure* (ACM Transactions on Database
/// Systems 15, 1990), with chains chosen as events arrive: an event goes on with the chain of a cause that is its chain's last, else with
/// one whose last event is known to have led to it, else it starts one. Where chains are tasks and processes, the clocks are
/// the vector clocks of C. Fidge and F. Mattern (1988), sparse as most events know of few tasks.
///
/// A graph of many chains that all meet would take a clock of all chains for each merge. All clocks together are held to four entries
/// an event, and one to 256: of a larger one the entries of the latest events stay, and its segment is *partial*: what it has is true, and
/// what it has not must be searched for.
#[derive(Debug, Default)]
pub(super) struct Labels {
    /// The segment of each node.
    of: Vec<u32>,
    segments: Vec<Segment>,
    clocks: Vec<Entry>,
    /// The last event of each chain.
    tails: Vec<Node>,
    events: usize,
    scratch: Vec<Entry>,
}

#[derive(Clone, Copy, Debug)]
struct Segment {
    chain: u32,
    /// Its first event.
    start: Node,
    /// Where its clock starts; it ends where that of the next segment does.
    clock: u32,
    /// More than that of every segment that led here; the lowest bit tells a partial one.
    level: u32,
}

/// The last event of a chain that led somewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    chain: u32,
    last: Node,
}

/// How far a node is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    Unlabelled,
    Open,
    Labelled,
    Copy,
}

impl Labels {
    /// Makes room for `numbers` nodes.
    pub(super) fn grow(&mut self, numbers: usize) {
        if numbers > self.of.len() {
            self.of.resize(numbers, NONE);
        }
    }

    pub(super) fn reserve(&mut self, nodes: usize) {
        self.of.reserve(nodes);
    }

    pub(super) fn stage(&self, node: Node) -> Stage {
        match self.of.get(node.index()) {
            None | Some(&NONE) => Stage::Unlabelled,
            Some(&OPEN) => Stage::Open,
            Some(&COPY) => Stage::Copy,
            Some(_) => Stage::Labelled,
        }
    }

    /// The causes of `node` are labelled next.
    pub(super) fn open(&mut self, node: Node) {
        self.of[node.index()] = OPEN;
    }

    /// `node` gets no label after all.
    pub(super) fn give_up(&mut self, node: Node) {
        if self.stage(node) == Stage::Open {
            self.of[node.index()] = NONE;
        }
    }

    /// What stands at `node` stands elsewhere too.
    pub(super) fn mark_copy(&mut self, node: Node) {
        self.of[node.index()] = COPY;
    }

    /// Takes all labels away.
    pub(super) fn clear(&mut self) {
        self.of.iter_mut().filter(|label| **label != COPY).for_each(|label| *label = NONE);
        self.segments.clear();
        self.clocks.clear();
        self.tails.clear();
        self.events = 0;
    }

    /// Labels `node`, whose causes at hand have labels. `follows` says which nodes it may come behind on a chain.
    pub(super) fn assign(
        &mut self,
        node: Node,
        causes: impl Iterator<Item = Node> + Clone,
        follows: impl Fn(Node) -> bool,
    ) {
        self.events += 1;
        let is_tail = |cause: &Node| self.tails[self.chain(*cause) as usize] == *cause && follows(*cause);
        if let Some(tail) = causes.clone().find(is_tail)
            && causes.clone().all(|cause| self.led_to(cause, tail) == Some(true))
        {
            let chain = self.chain(tail);
            self.of[node.index()] = self.of[tail.index()];
            self.tails[chain as usize] = node;
            return;
        }
        let own = causes.clone().find(is_tail).map(|tail| self.chain(tail));
        let partial = self.merge(causes.clone());
        let known =
            || self.scratch.iter().find(|entry| self.tails[entry.chain as usize] == entry.last && follows(entry.last));
        let chain = own.or_else(|| known().map(|entry| entry.chain)).unwrap_or(number(self.tails.len()));
        match self.tails.get_mut(chain as usize) {
            Some(tail) => *tail = node,
            None => self.tails.push(node),
        }
        self.scratch.retain(|entry| entry.chain != chain);
        let partial = self.shorten() || partial;
        let level = causes.map(|cause| self.level(cause) + 1).max().unwrap_or(0);
        self.of[node.index()] = number(self.segments.len());
        let clock = number(self.clocks.len());
        self.segments.push(Segment { chain, start: node, clock, level: level << 1 | u32::from(partial) });
        self.clocks.extend_from_slice(&self.scratch);
    }

    /// Puts together what is known of the causes. Answers with whether something is not known.
    fn merge(&mut self, causes: impl Iterator<Item = Node>) -> bool {
        self.scratch.clear();
        let mut partial = false;
        for cause in causes {
            let segment = self.of[cause.index()];
            partial |= self.is_partial(segment);
            self.scratch.push(Entry { chain: self.chain(cause), last: cause });
            self.scratch.extend_from_slice(clock(&self.segments, &self.clocks, segment));
        }
        // Of each chain, its latest event.
        self.scratch.sort_unstable_by(|a, b| (a.chain, b.last).cmp(&(b.chain, a.last)));
        self.scratch.dedup_by_key(|entry| entry.chain);
        partial
    }

    /// Leaves of a clock what there is room for. Answers with whether something was left out.
    fn shorten(&mut self) -> bool {
        let room = (self.events * ENTRIES_EVENT_MAX).saturating_sub(self.clocks.len());
        let numbers = (u32::MAX as usize).saturating_sub(self.clocks.len());
        let most = room.clamp(CLOCK_ENTRIES_MIN, CLOCK_ENTRIES_MAX).min(numbers);
        if self.scratch.len() <= most {
            return false;
        }
        self.scratch.select_nth_unstable_by_key(most, |entry| std::cmp::Reverse(entry.last));
        self.scratch.truncate(most);
        self.scratch.sort_unstable();
        true
    }

    /// Whether `a` led to `b`, or is `b`, both labelled; `None` where that must be searched for.
    pub(super) fn led_to(&self, a: Node, b: Node) -> Option<bool> {
        let (from, to) = (self.of[a.index()], self.of[b.index()]);
        let chain = self.segments[from as usize].chain;
        if chain == self.segments[to as usize].chain {
            return Some(a <= b);
        }
        let clock = clock(&self.segments, &self.clocks, to);
        let known = clock.binary_search_by_key(&chain, |entry| entry.chain).is_ok_and(|at| a <= clock[at].last);
        if known {
            Some(true)
        } else if !self.is_partial(to) || self.level(a) >= self.level(b) {
            Some(false)
        } else {
            None
        }
    }

    fn is_partial(&self, segment: u32) -> bool {
        self.segments[segment as usize].level & 1 == 1
    }

    fn chain(&self, node: Node) -> u32 {
        self.segments[self.of[node.index()] as usize].chain
    }

    /// More than that of whatever led to `node` from another segment.
    pub(super) fn level(&self, node: Node) -> u32 {
        self.segments[self.of[node.index()] as usize].level >> 1
    }

    /// The number of the segment of `node`, and its first event.
    pub(super) fn segment(&self, node: Node) -> (u32, Node) {
        let segment = self.of[node.index()];
        (segment, self.segments[segment as usize].start)
    }

    pub(super) fn segments(&self) -> usize {
        self.segments.len()
    }

    pub(super) fn events(&self) -> usize {
        self.events
    }

    pub(super) fn chains(&self) -> usize {
        self.tails.len()
    }

    /// Gives back what was reserved and is not used.
    pub(super) fn shrink(&mut self) {
        self.segments.shrink_to_fit();
        self.clocks.shrink_to_fit();
        self.tails.shrink_to_fit();
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.of.capacity() * size_of::<u32>()
            + self.segments.capacity() * size_of::<Segment>()
            + self.clocks.capacity() * size_of::<Entry>()
            + self.tails.capacity() * size_of::<Node>()
    }
}

/// The clock of a segment, in order of the chains.
fn clock<'a>(segments: &[Segment], clocks: &'a [Entry], segment: u32) -> &'a [Entry] {
    let end = segments.get(segment as usize + 1).map_or(clocks.len(), |next| next.clock as usize);
    &clocks[segments[segment as usize].clock as usize..end]
}
