//! A part of the graph with what its events hold, to be shown.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BinaryHeap, HashSet},
    ops::ControlFlow,
    sync::Arc,
};

use crate::{
    causality::{
        causality::Causality,
        cone::{Ancestors, Descendants, Rank},
        edges::Target,
        error::CausalityError,
        node::Node,
    },
    id::EventId,
    log::{EventKind, RecordRef},
    meta::Meta,
    time::Timestamp,
};

/// How far from an event an [`Excerpt`] reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// What led to it.
    Ancestors,
    /// What came of it.
    Descendants,
    /// Both.
    Cone,
    /// All that came of the events that it goes back to: what happened beside it too.
    Chain,
}

/// A part of the graph, around one event: what is printed as a tree ([`Display`](std::fmt::Display)), and drawn
/// ([`to_dot`](Self::to_dot), [`to_mermaid`](Self::to_mermaid), [`to_trace_json`](Self::to_trace_json)).
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Excerpt {
    /// The event that was asked for.
    pub focus: EventId,
    /// The events in order of logical time, and each behind those that led to it.
    pub events: Vec<Seen>,
    /// Whether there are more than were asked for. Those nearest to the event are here.
    pub more: bool,
}

/// An event, but for its payload.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Seen {
    /// What was recorded beside the payload.
    pub meta: Meta,
    /// The event's type.
    pub kind: Arc<EventKind>,
}

impl Seen {
    /// When it happened, as far as that runs with causality.
    pub fn at(&self) -> Timestamp {
        self.meta.logical.0
    }
}

impl Causality {
    /// The event and what is around it, `events_max` events at the most: what led to it first, the nearest first, then what came of it,
    /// then what happened beside it.
    pub async fn excerpt(&self, focus: EventId, reach: Reach, events_max: usize) -> Result<Excerpt, CausalityError> {
        let node = self.node(focus)?;
        let (nodes, more) = self.around(node, reach, events_max);
        let mut events = Vec::with_capacity(nodes.len());
        for node in nodes {
            events.extend(self.seen(node).await?.map(|seen| (seen, Rank::of(&self.graph, Target::Here(node)))));
        }
        events.sort_by_key(|(seen, rank)| (seen.at(), *rank));
        let events = behind_their_causes(events.into_iter().map(|(seen, _)| seen).collect());
        Ok(Excerpt { focus, events, more })
    }

    /// The nodes within reach, and whether there are more.
    fn around(&self, focus: Node, reach: Reach, most: usize) -> (HashSet<Node>, bool) {
        let graph = &self.graph;
        let (backwards, forwards) = (reach != Reach::Descendants, reach != Reach::Ancestors);
        let mut roots = Vec::new();
        let ancestors =
            Ancestors::new(graph, Target::Here(focus)).targets().filter_map(Target::here).filter(|_| backwards);
        let ancestors = ancestors.inspect(|node| {
            if reach == Reach::Chain && graph.edges.causes_here(*node).next().is_none() {
                roots.push(Target::Here(*node));
            }
        });
        let mut nodes = HashSet::from([focus]);
        let mut more = false;
        for node in ancestors {
            more |= nodes.len() >= most && !nodes.contains(&node);
            if more && reach != Reach::Chain {
                break;
            }
            if !more {
                nodes.insert(node);
            }
        }
        let descendants = |of: Vec<Target>| Descendants::new(graph, of).targets().filter_map(Target::here);
        let beside = descendants(roots);
        for node in descendants(vec![Target::Here(focus)]).filter(|_| forwards).chain(beside) {
            if nodes.len() < most {
                nodes.insert(node);
            } else if !nodes.contains(&node) {
                more = true;
                break;
            }
        }
        (nodes, more)
    }

    /// The event as its log shows it.
    pub(super) async fn seen(&self, node: Node) -> Result<Option<Seen>, CausalityError> {
        let (log, position) = self.graph.places.place(node);
        let mut seen = None;
        let mut see = |record: &RecordRef<'_>| {
            seen = Some(Seen { meta: record.meta(), kind: Arc::clone(record.kind) });
            ControlFlow::Break(())
        };
        self.logs[log].0.scan(position, &mut see).await?;
        Ok(seen)
    }
}

impl Excerpt {
    /// For each event its causes among the events, by their places there.
    pub(super) fn causes(&self) -> Vec<Vec<usize>> {
        causes_among(&self.events)
    }

    /// When its earliest and its latest event happened, which need not stand first and last; `None` of no events.
    pub(super) fn times(&self) -> Option<(Timestamp, Timestamp)> {
        let times = || self.events.iter().map(Seen::at);
        times().min().zip(times().max())
    }
}

fn causes_among(events: &[Seen]) -> Vec<Vec<usize>> {
    let places: BTreeMap<_, _> = events.iter().enumerate().map(|(at, seen)| (seen.meta.id, at)).collect();
    let among = |seen: &Seen| seen.meta.causes.iter().filter_map(|cause| places.get(cause).copied()).collect();
    events.iter().map(among).collect()
}

/// The events in the order given, but for those that stand before what led to them: logical time does not keep that order where a cause was named
/// by a mere id.
fn behind_their_causes(events: Vec<Seen>) -> Vec<Seen> {
    let mut causes = causes_among(&events);
    let mut effects = vec![Vec::new(); events.len()];
    for (effect, causes) in causes.iter_mut().enumerate() {
        causes.sort_unstable();
        causes.dedup();
        for cause in causes {
            effects[*cause].push(effect);
        }
    }
    let mut missing: Vec<usize> = causes.iter().map(Vec::len).collect();
    let mut ready: BinaryHeap<_> = (0..events.len()).filter(|event| missing[*event] == 0).map(Reverse).collect();
    let mut events: Vec<_> = events.into_iter().map(Some).collect();
    let mut sorted = Vec::with_capacity(events.len());
    while let Some(Reverse(event)) = ready.pop() {
        sorted.extend(events[event].take());
        for effect in &effects[event] {
            missing[*effect] -= 1;
            if missing[*effect] == 0 {
                ready.push(Reverse(*effect));
            }
        }
    }
    // The graph has no circle, so that all of them became ready.
    sorted
}
