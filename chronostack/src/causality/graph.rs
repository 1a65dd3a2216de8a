//! The graph of what led to what, as numbers.

use std::{collections::HashMap, fmt};

use crate::{
    causality::{
        edges::{Edges, Target},
        error::CausalityError,
        labels::{Labels, Stage},
        node::{Node, Places},
        strangers::{Key, Strangers},
    },
    id::{EventId, LogId},
};

/// Nodes and edges of one graph at the most: their numbers stand in fields of 32 bits, one of which tells nodes from what is elsewhere.
const NUMBERS_MAX: usize = (1 << 31) - (1 << 12);

/// Events, edges, and what answers questions about them, of one or several logs.
#[derive(Default)]
pub(super) struct Graph {
    pub(super) places: Places,
    pub(super) edges: Edges,
    pub(super) labels: Labels,
    strangers: Strangers,
    /// Every log that an id names, those at hand first.
    logs: Vec<LogId>,
    log_numbers: HashMap<LogId, u32>,
    at_hand: usize,
    /// Up to which position each log is labelled.
    labelled: Vec<u64>,
    /// Whether a cause came later than an effect that has a label by now.
    stale: bool,
    /// Whether an event's number is larger than those of all its causes.
    pub(super) in_order: bool,
    scratch: Vec<Target>,
    merges: usize,
}

impl Graph {
    /// An empty graph of these logs.
    pub(super) fn new(logs: impl IntoIterator<Item = LogId>) -> Result<Self, CausalityError> {
        let mut graph = Self { in_order: true, ..Self::default() };
        for log in logs {
            let count = graph.logs.len();
            graph.log_number(log);
            if graph.logs.len() == count {
                return Err(CausalityError::SameLog { log });
            }
            graph.places.add_log(1);
            graph.labelled.push(1);
        }
        graph.at_hand = graph.logs.len();
        Ok(graph)
    }

    fn log_number(&mut self, log: LogId) -> u32 {
        let next = u32::try_from(self.logs.len()).unwrap_or(u32::MAX);
        *self.log_numbers.entry(log).or_insert_with(|| {
            self.logs.push(log);
            next
        })
    }

    fn key(&self, id: EventId) -> Option<Key> {
        Some(Key { log: *self.log_numbers.get(&id.log)?, position: id.position })
    }

    /// Takes in the next event of `log`.
    ///
    /// # Errors
    /// When an event names itself or a later one of the log that recorded it, or there are too many.
    pub(super) fn add(&mut self, log: usize, id: EventId, causes: &[EventId]) -> Result<(), CausalityError> {
        if let Some(cause) = causes.iter().find(|cause| cause.log == id.log && cause.position >= id.position) {
            return Err(CausalityError::Forward { effect: id, cause: *cause });
        }
        let position = self.places.next(log);
        let held = self.places.numbers() + self.edges.len();
        let node = if held + causes.len() < NUMBERS_MAX { self.places.push(log) } else { None };
        let node = node.ok_or(CausalityError::Full { log: self.logs[log], position, held })?;
        self.labels.grow(self.places.numbers());
        if !self.arrive(log, node, position, id) {
            self.labels.mark_copy(node);
            return Ok(());
        }
        let mut targets = std::mem::take(&mut self.scratch);
        targets.clear();
        targets.extend(causes.iter().map(|cause| self.target(*cause)));
        self.merges += usize::from(targets.len() > 1);
        self.in_order &= targets.iter().all(|cause| !matches!(cause, Target::Here(cause) if *cause >= node));
        self.edges.add(node, &targets);
        self.scratch = targets;
        Ok(())
    }

    /// Gives the event `id` its `node`. False when it has another already.
    fn arrive(&mut self, log: usize, node: Node, position: u64, id: EventId) -> bool {
        let own = self.logs.get(log) == Some(&id.log) && position == id.position;
        if own && self.strangers.is_empty() {
            return true;
        }
        let key = Key { log: self.log_number(id.log), position: id.position };
        if !own && self.at_home(key).is_some() {
            return false;
        }
        let number = match self.strangers.find(key) {
            Some((_, Some(_))) => return false,
            Some((number, None)) => number,
            None if own => return true,
            None => self.strangers.number(key),
        };
        self.strangers.arrive(number, node, !own);
        if self.edges.arrive(number, node) {
            // Its effects may have numbers below, and labels already.
            (self.stale, self.in_order) = (true, false);
        }
        true
    }

    /// The node of an event in the log that recorded it.
    fn at_home(&self, key: Key) -> Option<Node> {
        let log = usize::try_from(key.log).ok().filter(|log| *log < self.at_hand)?;
        let node = self.places.node(log, key.position)?;
        let is_it = self.labels.stage(node) != Stage::Copy && self.strangers.imported(node).is_none();
        is_it.then_some(node)
    }

    fn target(&mut self, cause: EventId) -> Target {
        let key = Key { log: self.log_number(cause.log), position: cause.position };
        self.find(key).map_or_else(|| Target::Elsewhere(self.strangers.number(key)), Target::Here)
    }

    fn find(&self, key: Key) -> Option<Node> {
        self.at_home(key).or_else(|| self.strangers.find(key)?.1)
    }

    /// Labels what has no label yet.
    ///
    /// # Errors
    /// When events led to each other in a circle: these, and those that came of them, have no labels then, and are not known.
    pub(super) fn label(&mut self) -> Result<(), CausalityError> {
        if std::mem::take(&mut self.stale) {
            self.labels.clear();
            self.labelled.fill(1);
        }
        let Self { places, edges, labels, labelled, .. } = self;
        let (mut stack, mut left_open, mut circle) = (Vec::new(), Vec::new(), None);
        for node in places.nodes(labelled) {
            // One that is open led into a circle before.
            if labels.stage(node) == Stage::Open {
                continue;
            }
            stack.push(node);
            if let Err(edge) = label(places, edges, labels, &mut stack) {
                circle.get_or_insert(edge);
                // They stay open until the end: no way into a circle is gone twice.
                left_open.extend(stack.drain(..).filter(|node| labels.stage(*node) == Stage::Open));
            }
        }
        if let Some((effect, cause)) = circle {
            for node in left_open {
                labels.give_up(node);
            }
            return Err(CausalityError::Cycle { effect: self.id(effect), cause: self.id(cause) });
        }
        for (log, labelled) in self.labelled.iter_mut().enumerate() {
            *labelled = self.places.next(log);
        }
        Ok(())
    }

    /// The events that name `cause`, the latest first, but for those in a circle or behind one.
    pub(super) fn effects(&self, cause: Target) -> impl Iterator<Item = Node> + '_ {
        self.edges.effects(cause).filter(|node| self.labels.stage(*node) == Stage::Labelled)
    }

    /// The event's id.
    pub(super) fn id(&self, node: Node) -> EventId {
        let (log, position) = self.places.place(node);
        match self.strangers.imported(node) {
            Some(key) => self.id_of(key),
            None => EventId { log: self.logs[log], position },
        }
    }

    /// The id of an event that is elsewhere.
    pub(super) fn stranger(&self, number: u32) -> EventId {
        self.id_of(self.strangers.key(number))
    }

    fn id_of(&self, key: Key) -> EventId {
        EventId { log: self.logs[key.log as usize], position: key.position }
    }

    /// The node of an event, where it has a label.
    pub(super) fn node(&self, id: EventId) -> Option<Node> {
        self.find(self.key(id)?).filter(|node| self.labels.stage(*node) == Stage::Labelled)
    }

    /// Where an event leads to in this graph: also to what is only named.
    pub(super) fn named(&self, id: EventId) -> Option<Target> {
        match self.node(id) {
            Some(node) => Some(Target::Here(node)),
            None => match self.strangers.find(self.key(id)?)? {
                (number, None) => Some(Target::Elsewhere(number)),
                _ => None,
            },
        }
    }

    pub(super) fn reserve(&mut self, events: usize) {
        self.edges.reserve(events);
        self.labels.reserve(events);
    }

    /// Gives back what was reserved and is not used.
    pub(super) fn shrink(&mut self) {
        self.edges.shrink();
        self.labels.shrink();
    }

    pub(super) fn merges(&self) -> usize {
        self.merges
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.places.memory_bytes()
            + self.edges.memory_bytes()
            + self.labels.memory_bytes()
            + self.strangers.memory_bytes()
            + self.logs.capacity() * size_of::<LogId>()
            + self.log_numbers.capacity() * size_of::<(LogId, u32)>()
    }
}

impl fmt::Debug for Graph {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (events, edges) = (self.labels.events(), self.edges.len());
        f.debug_struct("Graph").field("events", &events).field("edges", &edges).finish_non_exhaustive()
    }
}

/// Labels the node on top of the stack, and those that led to it before. The error is an edge that closes a circle, its effect and its cause.
fn label(places: &Places, edges: &Edges, labels: &mut Labels, stack: &mut Vec<Node>) -> Result<(), (Node, Node)> {
    while let Some(node) = stack.last().copied() {
        match labels.stage(node) {
            Stage::Labelled | Stage::Copy => {
                stack.pop();
            }
            Stage::Unlabelled => {
                labels.open(node);
                for cause in edges.causes_here(node) {
                    match labels.stage(cause) {
                        Stage::Open => return Err((node, cause)),
                        Stage::Unlabelled => stack.push(cause),
                        Stage::Labelled | Stage::Copy => {}
                    }
                }
            }
            Stage::Open => {
                let log = places.log(node);
                let follows = |before: Node| before < node && places.log(before) == log;
                labels.assign(node, edges.causes_here(node), follows);
                stack.pop();
            }
        }
    }
    Ok(())
}
