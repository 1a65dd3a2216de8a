//! The edges from each event to those that led to it, and back.

use crate::causality::node::Node;

/// Stands for no edge.
const NONE: u32 = u32::MAX;
/// The bit that tells a cause that is elsewhere from a node, and a node's last edge from those before it.
const HIGH: u32 = 1 << 31;

/// Where an edge leads: to an event at hand, or to a stranger by its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    Here(Node),
    Elsewhere(u32),
}

impl Target {
    pub(super) fn here(self) -> Option<Node> {
        match self {
            Self::Here(node) => Some(node),
            Self::Elsewhere(_) => None,
        }
    }

    fn pack(self) -> u32 {
        match self {
            Self::Here(node) => node.0,
            Self::Elsewhere(number) => number | HIGH,
        }
    }

    fn unpack(packed: u32) -> Self {
        if packed & HIGH == 0 { Self::Here(Node(packed)) } else { Self::Elsewhere(packed ^ HIGH) }
    }
}

/// All edges. Those of one effect stand together; those of one cause are a list, the latest first.
#[derive(Debug, Default)]
pub(super) struct Edges {
    all: Vec<Edge>,
    nodes: Vec<Ends>,
    /// The lists of causes that are elsewhere.
    elsewhere: Vec<u32>,
}

#[derive(Clone, Copy, Debug)]
struct Edge {
    /// A packed [`Target`].
    cause: u32,
    /// The node, and whether this is the last of its edges.
    effect: u32,
    /// The edge before it of the same cause.
    next: u32,
}

#[derive(Clone, Copy, Debug)]
struct Ends {
    causes: u32,
    effects: u32,
}

impl Edges {
    /// Gives `effect` its causes.
    pub(super) fn add(&mut self, effect: Node, causes: &[Target]) {
        if effect.index() >= self.nodes.len() {
            self.nodes.resize(effect.index() + 1, Ends { causes: NONE, effects: NONE });
        }
        let first = number(self.all.len());
        if !causes.is_empty() {
            self.nodes[effect.index()].causes = first;
        }
        for (at, cause) in (first..).zip(causes) {
            let next = std::mem::replace(self.effects_mut(*cause), at);
            self.all.push(Edge { cause: cause.pack(), effect: effect.0, next });
        }
        if let Some(last) = self.all[first as usize..].last_mut() {
            last.effect |= HIGH;
        }
    }

    fn effects_mut(&mut self, cause: Target) -> &mut u32 {
        let (heads, index) = match cause {
            // An effect may be met before its cause, where logs were put together one behind the other.
            Target::Here(node) => {
                if node.index() >= self.nodes.len() {
                    self.nodes.resize(node.index() + 1, Ends { causes: NONE, effects: NONE });
                }
                return &mut self.nodes[node.index()].effects;
            }
            Target::Elsewhere(number) => (&mut self.elsewhere, number as usize),
        };
        if index >= heads.len() {
            heads.resize(index + 1, NONE);
        }
        &mut heads[index]
    }

    /// Lets the edges that led elsewhere, to `number`, lead to `node`. Answers with whether there are any.
    pub(super) fn arrive(&mut self, number: u32, node: Node) -> bool {
        let Some(head) = self.elsewhere.get_mut(number as usize) else { return false };
        let first = std::mem::replace(head, NONE);
        let (mut at, mut last) = (first, NONE);
        while at != NONE {
            last = at;
            let edge = &mut self.all[at as usize];
            (edge.cause, at) = (node.0, edge.next);
        }
        if last == NONE {
            return false;
        }
        let head = std::mem::replace(self.effects_mut(Target::Here(node)), first);
        self.all[last as usize].next = head;
        true
    }

    /// What led to `effect`, in the order in which it names them.
    pub(super) fn causes(&self, effect: Node) -> impl Iterator<Item = Target> + Clone + '_ {
        let first = self.nodes.get(effect.index()).map_or(NONE, |ends| ends.causes);
        let all = if first == NONE { &[][..] } else { &self.all[first as usize..] };
        let mut more = true;
        all.iter()
            .take_while(move |edge| std::mem::replace(&mut more, edge.effect & HIGH == 0))
            .map(|edge| Target::unpack(edge.cause))
    }

    /// The nodes among the causes of `effect`.
    pub(super) fn causes_here(&self, effect: Node) -> impl Iterator<Item = Node> + Clone + '_ {
        self.causes(effect).filter_map(Target::here)
    }

    /// What `cause` led to, the latest first.
    pub(super) fn effects(&self, cause: Target) -> impl Iterator<Item = Node> + '_ {
        let head = match cause {
            Target::Here(node) => self.nodes.get(node.index()).map(|ends| ends.effects),
            Target::Elsewhere(number) => self.elsewhere.get(number as usize).copied(),
        };
        let edge = |number: u32| self.all.get(number as usize);
        std::iter::successors(edge(head.unwrap_or(NONE)), move |before| edge(before.next))
            .map(|edge| Node(edge.effect & !HIGH))
    }

    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    pub(super) fn reserve(&mut self, nodes: usize) {
        self.nodes.reserve(nodes);
    }

    /// Gives back what was reserved and is not used.
    pub(super) fn shrink(&mut self) {
        self.all.shrink_to_fit();
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.all.capacity() * size_of::<Edge>()
            + self.nodes.capacity() * size_of::<Ends>()
            + self.elsewhere.capacity() * size_of::<u32>()
    }
}

/// The graph has no more edges than these numbers reach.
pub(super) fn number(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(NONE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use Target::{Elsewhere, Here};

    #[test]
    fn edges_lead_both_ways() {
        let mut edges = Edges::default();
        let [a, b, c, d] = [0, 1, 2, 3].map(Node);
        edges.add(a, &[Elsewhere(0)]);
        edges.add(b, &[Here(a)]);
        edges.add(c, &[Here(a), Elsewhere(0), Here(d)]);
        edges.add(d, &[]);
        assert_eq!(edges.causes(c).collect::<Vec<_>>(), [Here(a), Elsewhere(0), Here(d)]);
        assert_eq!(edges.causes(a).collect::<Vec<_>>(), [Elsewhere(0)]);
        assert_eq!(edges.causes(d).count(), 0);
        assert_eq!(edges.effects(Here(a)).collect::<Vec<_>>(), [c, b]);
        assert_eq!(edges.effects(Here(d)).collect::<Vec<_>>(), [c]);
        assert_eq!(edges.effects(Elsewhere(0)).collect::<Vec<_>>(), [c, a]);
        assert_eq!(edges.effects(Elsewhere(9)).count(), 0);
    }

    #[test]
    fn edges_follow_a_cause_that_arrives() {
        let mut edges = Edges::default();
        let [a, b, c] = [0, 1, 2].map(Node);
        edges.add(a, &[Elsewhere(0), Elsewhere(1)]);
        edges.add(b, &[Elsewhere(1)]);
        edges.add(c, &[]);
        assert!(edges.arrive(1, c));
        assert!(!edges.arrive(1, c) && !edges.arrive(7, c));
        assert_eq!(edges.causes(a).collect::<Vec<_>>(), [Elsewhere(0), Here(c)]);
        assert_eq!(edges.effects(Here(c)).collect::<Vec<_>>(), [b, a]);
        assert_eq!(edges.effects(Elsewhere(1)).count(), 0);
    }
}
