//! All that led to an event, or came of it, one by one.

use std::{
    cmp::Reverse,
    collections::{BinaryHeap, binary_heap::PeekMut},
};

use crate::{
    causality::{edges::Target, graph::Graph, node::Node},
    id::EventId,
};

/// An event that led to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Ancestor {
    /// It is in the logs that were asked.
    Here(EventId),
    /// It is in none of them: what led to it is not known.
    Elsewhere(EventId),
}

impl Ancestor {
    /// The event's id.
    pub fn id(self) -> EventId {
        match self {
            Self::Here(id) | Self::Elsewhere(id) => id,
        }
    }

    /// The event's id, if the event is in the logs that were asked.
    pub fn here(self) -> Option<EventId> {
        match self {
            Self::Here(id) => Some(id),
            Self::Elsewhere(_) => None,
        }
    }
}

/// Nodes in an order in which each stands behind all that led to it; what is elsewhere comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u32, u32);

impl Rank {
    pub(super) fn of(graph: &Graph, target: Target) -> Self {
        match target {
            Target::Elsewhere(number) => Self(0, number),
            Target::Here(node) if graph.in_order => Self(1, node.0),
            Target::Here(node) => Self(graph.labels.level(node) + 1, node.0),
        }
    }

    fn target(self) -> Target {
        if self.0 == 0 { Target::Elsewhere(self.1) } else { Target::Here(Node(self.1)) }
    }
}

/// All that led to an event, each once and before what led to it; what is elsewhere comes last. Made as it is asked for: what is
/// held is only what the next come of.
#[derive(Debug)]
pub struct Ancestors<'a> {
    graph: &'a Graph,
    ahead: BinaryHeap<Rank>,
}

impl<'a> Ancestors<'a> {
    pub(super) fn new(graph: &'a Graph, of: Target) -> Self {
        let mut ancestors = Self { graph, ahead: BinaryHeap::new() };
        ancestors.look_behind(of);
        ancestors
    }

    fn look_behind(&mut self, target: Target) {
        if let Target::Here(node) = target {
            let graph = self.graph;
            self.ahead.extend(graph.edges.causes(node).map(|cause| Rank::of(graph, cause)));
        }
    }

    pub(super) fn targets(mut self) -> impl Iterator<Item = Target> + 'a {
        std::iter::from_fn(move || self.next_target())
    }

    fn next_target(&mut self) -> Option<Target> {
        let rank = self.ahead.pop()?;
        // All that could name it stand before it, so that they are side by side now.
        while let Some(same) = self.ahead.peek_mut().filter(|next| **next == rank) {
            PeekMut::pop(same);
        }
        self.look_behind(rank.target());
        Some(rank.target())
    }
}

impl Iterator for Ancestors<'_> {
    type Item = Ancestor;

    fn next(&mut self) -> Option<Ancestor> {
        let target = self.next_target()?;
        Some(self.graph.ancestor(target))
    }
}

/// All that came of an event, each once and behind what led to it. Made as it is asked for: what is held is only what comes of those that were given.
#[derive(Debug)]
pub struct Descendants<'a> {
    graph: &'a Graph,
    ahead: BinaryHeap<Reverse<Rank>>,
}

impl<'a> Descendants<'a> {
    pub(super) fn new(graph: &'a Graph, of: impl IntoIterator<Item = Target>) -> Self {
        let mut descendants = Self { graph, ahead: BinaryHeap::new() };
        of.into_iter().for_each(|target| descendants.look_ahead(target));
        descendants
    }

    fn look_ahead(&mut self, target: Target) {
        let graph = self.graph;
        self.ahead.extend(graph.effects(target).map(|node| Reverse(Rank::of(graph, Target::Here(node)))));
    }
}

impl Iterator for Descendants<'_> {
    type Item = EventId;

    fn next(&mut self) -> Option<EventId> {
        let target = self.next_target()?;
        Some(self.graph.ancestor(target).id())
    }
}

impl<'a> Descendants<'a> {
    pub(super) fn targets(mut self) -> impl Iterator<Item = Target> + 'a {
        std::iter::from_fn(move || self.next_target())
    }

    fn next_target(&mut self) -> Option<Target> {
        let Reverse(rank) = self.ahead.pop()?;
        while let Some(same) = self.ahead.peek_mut().filter(|next| next.0 == rank) {
            PeekMut::pop(same);
        }
        self.look_ahead(rank.target());
        Some(rank.target())
    }
}

impl Graph {
    pub(super) fn ancestor(&self, target: Target) -> Ancestor {
        match target {
            Target::Here(node) => Ancestor::Here(self.id(node)),
            Target::Elsewhere(number) => Ancestor::Elsewhere(self.stranger(number)),
        }
    }
}
