//! The graph of one or several logs, to be asked.

use std::{ops::ControlFlow, sync::Arc};

use crate::{
    causality::{
        cone::{Ancestor, Ancestors, Descendants},
        edges::Target,
        error::{CausalityError, UnknownEvent},
        graph::Graph,
        node::Node,
        search,
    },
    id::EventId,
    log::{Log, ReadError, RecordRef},
};

/// What led to what, in one log or several. It knows the logs as they were when it was made or last [updated](Self::update).
///
/// It is an index: 12 bytes an event, 12 an edge, 16 a stretch of events that came of each other alone, and of what tells ancestors at once at most 36
/// bytes an event; an imported event, and each cause that is in none of the logs, takes about 35 more. [`size`](Self::size) says how many it is. What an
/// event holds is read from its log when it is asked for.
#[derive(Debug)]
pub struct Causality {
    pub(super) logs: Vec<OneLog>,
    pub(super) graph: Graph,
}

pub(super) struct OneLog(pub(super) Arc<dyn Log>);

impl std::fmt::Debug for OneLog {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        std::fmt::Display::fmt(&self.0.id(), f)
    }
}

/// How much a [`Causality`] holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Size {
    /// Events. One that stands in several logs counts once.
    pub events: usize,
    /// Causes that they name.
    pub edges: usize,
    /// Events that name more than one.
    pub merges: usize,
    /// Chains that the index is made of.
    pub chains: usize,
    /// Bytes of memory.
    pub bytes: usize,
}

impl Causality {
    /// What led to what in these logs: reads all of them once. An event that stands in several of them, as imported ones do, is one.
    pub async fn of(logs: impl IntoIterator<Item = Arc<dyn Log>>) -> Result<Self, CausalityError> {
        let logs: Vec<_> = logs.into_iter().map(OneLog).collect();
        let graph = Graph::new(logs.iter().map(|log| log.0.id()))?;
        let mut causality = Self { logs, graph };
        causality.update().await?;
        causality.graph.shrink();
        Ok(causality)
    }

    /// Takes in what the logs recorded since.
    ///
    /// After an error it knows the events that it knew, and may know more; but none that is in a circle or came of one. Where a cause comes later than its effect, as from a log that was
    /// imported behind another, the index is made anew of the edges it has, without reading a log.
    pub async fn update(&mut self) -> Result<(), CausalityError> {
        let mut taken_in = Ok(());
        for number in 0..self.logs.len() {
            taken_in = taken_in.and(self.catch_up(number).await);
        }
        self.graph.label()?;
        taken_in
    }

    async fn catch_up(&mut self, number: usize) -> Result<(), CausalityError> {
        let log = Arc::clone(&self.logs[number].0);
        let head = log.head().await?;
        match self.take_in(number, &*log, head).await {
            Err(CausalityError::Read(ReadError::Archived { first_kept, .. })) => {
                self.graph.places.start_at(number, first_kept);
                self.take_in(number, &*log, head).await
            }
            taken_in => taken_in,
        }
    }

    async fn take_in(&mut self, number: usize, log: &dyn Log, head: u64) -> Result<(), CausalityError> {
        let (mut outcome, graph) = (Ok(()), &mut self.graph);
        let first = graph.places.next(number);
        let mut expected = first;
        let mut take = |record: &RecordRef<'_>| {
            if record.position == first {
                // Only now is it known that they are there, and not archived.
                graph.reserve(usize::try_from((head + 1).saturating_sub(first)).unwrap_or(0));
            }
            outcome = if record.position == expected {
                graph.add(number, record.id(), record.causes())
            } else {
                Err(CausalityError::Gap { log: log.id(), expected, found: record.position })
            };
            expected += 1;
            if outcome.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        };
        log.scan(first, &mut take).await?;
        outcome
    }

    /// How much it holds.
    pub fn size(&self) -> Size {
        let graph = &self.graph;
        Size {
            events: graph.labels.events(),
            edges: graph.edges.len(),
            merges: graph.merges(),
            chains: graph.labels.chains(),
            bytes: graph.memory_bytes(),
        }
    }

    /// Whether the event is in the logs.
    pub fn contains(&self, id: EventId) -> bool {
        self.graph.node(id).is_some()
    }

    /// The events that `id` names as its causes, in that order.
    pub fn causes(&self, id: EventId) -> Result<impl Iterator<Item = Ancestor> + '_, UnknownEvent> {
        let node = self.node(id)?;
        Ok(self.graph.edges.causes(node).map(|cause| self.graph.ancestor(cause)))
    }

    /// The events that name `id` as a cause, the latest first. Also of an event that is in none of the logs, if it is named.
    pub fn effects(&self, id: EventId) -> Result<impl Iterator<Item = EventId> + '_, UnknownEvent> {
        let target = self.named(id)?;
        Ok(self.graph.effects(target).map(|node| self.graph.id(node)))
    }

    /// All that led to `id`.
    pub fn ancestors(&self, id: EventId) -> Result<Ancestors<'_>, UnknownEvent> {
        Ok(Ancestors::new(&self.graph, Target::Here(self.node(id)?)))
    }

    /// All that came of `id`: its causal cone. Also of an event that is in none of the logs, if it is named.
    pub fn descendants(&self, id: EventId) -> Result<Descendants<'_>, UnknownEvent> {
        Ok(Descendants::new(&self.graph, [self.named(id)?]))
    }

    /// The events that led to `id` and came of nothing that is in the logs; `id` itself, where it is one.
    pub fn roots(&self, id: EventId) -> Result<impl Iterator<Item = EventId> + '_, UnknownEvent> {
        let node = self.node(id)?;
        let ancestors = Ancestors::new(&self.graph, Target::Here(node)).targets();
        let nodes = std::iter::once(Target::Here(node)).chain(ancestors).filter_map(Target::here);
        let is_root = |node: &Node| self.graph.edges.causes_here(*node).next().is_none();
        Ok(nodes.filter(is_root).map(|node| self.graph.id(node)))
    }

    /// Whether `a` led to `b`, through whatever is in the logs. No event led to itself.
    ///
    /// Microseconds at most in graphs of the usual kind. Where very many chains meet again and again, what is known of an event's
    /// ancestors is cut short, and a search from `b` backwards takes longer, up to as long as looking at all that led to it.
    pub fn happened_before(&self, a: EventId, b: EventId) -> Result<bool, UnknownEvent> {
        let (a, b) = (self.node(a)?, self.node(b)?);
        Ok(a != b && search::led_to(&self.graph, a, b))
    }

    /// Whether neither of two events led to the other, as far as the logs say.
    pub fn concurrent(&self, a: EventId, b: EventId) -> Result<bool, UnknownEvent> {
        let (a, b) = (self.node(a)?, self.node(b)?);
        Ok(a != b && !search::led_to(&self.graph, a, b) && !search::led_to(&self.graph, b, a))
    }

    pub(super) fn node(&self, id: EventId) -> Result<Node, UnknownEvent> {
        self.graph.node(id).ok_or_else(|| UnknownEvent { id, named: self.graph.named(id).is_some() })
    }

    fn named(&self, id: EventId) -> Result<Target, UnknownEvent> {
        self.graph.named(id).ok_or(UnknownEvent { id, named: false })
    }
}
