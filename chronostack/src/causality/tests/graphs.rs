//! Graphs at random against plain search, and what a graph must refuse.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    causality::{
        cone::{Ancestor, Ancestors, Descendants},
        edges::Target,
        error::CausalityError,
        graph::Graph,
        search,
    },
    id::{EventId, LogId},
};

fn id(log: u128, position: u64) -> EventId {
    EventId { log: LogId(log), position }
}

/// Events of some logs with their causes, in an order that runs with causality.
struct Model {
    causes: BTreeMap<EventId, Vec<EventId>>,
    order: Vec<EventId>,
}

impl Model {
    /// `spread` is how far back an event's causes lie.
    fn random(rng: &mut fastrand::Rng, logs: u128, events: usize, spread: usize, causes_max: usize) -> Self {
        let (mut causes, mut order, mut heads) = (BTreeMap::new(), Vec::new(), BTreeMap::new());
        for _ in 0..events {
            let log = rng.u128(0..logs);
            let head: &mut u64 = heads.entry(log).or_default();
            *head += 1;
            let near = &order[order.len() - order.len().min(spread)..];
            let named: BTreeSet<EventId> =
                (0..rng.usize(0..=causes_max)).filter_map(|_| rng.choice(near).copied()).collect();
            causes.insert(id(log, *head), named.into_iter().collect());
            order.push(id(log, *head));
        }
        Self { causes, order }
    }

    fn ancestors(&self, of: EventId) -> BTreeSet<EventId> {
        let (mut found, mut ahead) = (BTreeSet::new(), vec![of]);
        while let Some(next) = ahead.pop() {
            ahead.extend(self.causes[&next].iter().filter(|cause| found.insert(**cause)));
        }
        found
    }

    fn compare_order(&self, graph: &Graph) {
        let node = |id| graph.node(id).unwrap_or_else(|| panic!("{id} is known"));
        for b in &self.order {
            let ancestors = self.ancestors(*b);
            for a in &self.order {
                let led_to = a == b || ancestors.contains(a);
                assert_eq!(search::led_to(graph, node(*a), node(*b)), led_to, "{a} to {b}");
            }
        }
    }

    /// Holds all that can be asked of `graph` against a search.
    fn compare(&self, graph: &Graph) {
        self.compare_order(graph);
        let node = |id| graph.node(id).unwrap_or_else(|| panic!("{id} is known"));
        for b in &self.order {
            let ancestors = self.ancestors(*b);
            let cone: Vec<_> = Ancestors::new(graph, Target::Here(node(*b))).map(Ancestor::id).collect();
            assert_eq!((cone.len(), cone.iter().copied().collect()), (ancestors.len(), ancestors));
            for (at, event) in cone.iter().enumerate() {
                assert!(
                    self.causes[event].iter().all(|cause| cone[at..].contains(cause)),
                    "causes stand behind {event}"
                );
            }
            let came: Vec<_> = Descendants::new(graph, [Target::Here(node(*b))]).collect();
            let descendants: BTreeSet<_> =
                self.order.iter().filter(|event| self.ancestors(**event).contains(b)).copied().collect();
            assert_eq!((came.len(), came.into_iter().collect()), (descendants.len(), descendants));
        }
    }
}

#[test]
fn graphs_answer_as_plain_search_does() {
    for seed in 0..60 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let (logs, spread, causes_max) = (rng.u128(1..4), rng.usize(1..60), rng.usize(1..4));
        let model = Model::random(&mut rng, logs, 60, spread, causes_max);
        let mut graph = Graph::new((0..logs).map(LogId)).expect("the logs differ");
        for event in &model.order {
            let log = usize::try_from(event.log.0).expect("a small number");
            graph.add(log, *event, &model.causes[event]).expect("it is taken in");
            if rng.u8(0..10) == 0 {
                graph.label().expect("there is no circle");
            }
        }
        graph.label().expect("there is no circle");
        model.compare(&graph);
        assert!(logs > 1 || graph.in_order, "seed {seed}");
    }
}

#[test]
fn clocks_that_are_cut_short_are_made_up_for_by_search() {
    let mut rng = fastrand::Rng::with_seed(3);
    let model = Model::random(&mut rng, 1, 600, 600, 3);
    let mut graph = Graph::new([LogId(0)]).expect("one log");
    for event in &model.order {
        graph.add(0, *event, &model.causes[event]).expect("it is taken in");
    }
    graph.label().expect("there is no circle");
    let nodes: Vec<_> = model.order.iter().filter_map(|event| graph.node(*event)).collect();
    let undecided =
        nodes.iter().flat_map(|a| nodes.iter().map(|b| graph.labels.led_to(*a, *b))).filter(Option::is_none);
    assert!(undecided.count() > 100, "some clocks must be partial, or this tests nothing");
    model.compare_order(&graph);
}

#[test]
fn logs_come_in_any_order_also_as_imports_of_one_log() {
    for seed in 0..40 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut model = Model::random(&mut rng, 3, 50, 20, 2);
        let logs = (0..3).map(|log| model.order.iter().copied().filter(move |id| id.log.0 == log));
        let mut one_by_one: Vec<EventId> = logs.flatten().collect();
        // The log 9 holds imports only, and the events of log 2 twice.
        one_by_one.extend(model.order.iter().filter(|id| id.log.0 == 2));
        let mut graph = Graph::new([LogId(9), LogId(1)]).expect("the logs differ");
        for event in one_by_one {
            graph.add(0, event, &model.causes[&event]).expect("it is taken in");
            if rng.u8(0..5) == 0 {
                graph.label().expect("there is no circle");
            }
        }
        for event in model.order.iter().filter(|id| id.log.0 == 1) {
            graph.add(1, *event, &model.causes[event]).expect("it is taken in");
        }
        graph.label().expect("there is no circle");
        assert_eq!(graph.labels.events(), model.order.len());
        model.order.sort_unstable();
        model.compare(&graph);
        assert!(graph.node(id(9, 1)).is_none(), "what stands there has another id");
    }
}

#[test]
fn what_is_elsewhere_is_named() {
    let mut graph = Graph::new([LogId(0)]).expect("one log");
    graph.add(0, id(0, 1), &[id(7, 3)]).expect("it is taken in");
    graph.add(0, id(0, 2), &[id(0, 1), id(7, 3), id(7, 4)]).expect("it is taken in");
    graph.label().expect("there is no circle");
    let node = graph.node(id(0, 2)).expect("it is known");
    let ancestors: Vec<_> = Ancestors::new(&graph, Target::Here(node)).collect();
    assert_eq!(ancestors, [Ancestor::Here(id(0, 1)), Ancestor::Elsewhere(id(7, 4)), Ancestor::Elsewhere(id(7, 3))]);
    let named = graph.named(id(7, 3)).expect("it is named");
    assert_eq!(Descendants::new(&graph, [named]).collect::<Vec<_>>(), [id(0, 1), id(0, 2)]);
    assert!(graph.node(id(7, 3)).is_none() && graph.named(id(7, 5)).is_none());
}

#[test]
fn no_event_comes_of_a_later_one() {
    let mut graph = Graph::new([LogId(0), LogId(1)]).expect("the logs differ");
    for cause in [id(0, 1), id(0, 2)] {
        let refused = graph.add(0, id(0, 1), &[cause]).expect_err("it names a later one");
        assert!(matches!(refused, CausalityError::Forward { effect, cause: c } if (effect, c) == (id(0, 1), cause)));
    }
    graph.add(0, id(0, 1), &[]).expect("it is taken in");
    graph.add(0, id(0, 2), &[id(1, 1)]).expect("it is taken in");
    graph.add(0, id(0, 3), &[id(0, 1)]).expect("it is taken in");
    graph.add(1, id(1, 1), &[id(0, 2)]).expect("it is taken in");
    for _ in 0..2 {
        let refused = graph.label().expect_err("a circle").to_string();
        assert!(refused.contains(&id(0, 2).to_string()) && refused.contains(&id(1, 1).to_string()), "{refused}");
        assert!(graph.node(id(0, 1)).is_some() && graph.node(id(0, 2)).is_none() && graph.node(id(1, 1)).is_none());
    }
    assert!(matches!(Graph::new([LogId(4), LogId(4)]), Err(CausalityError::SameLog { log: LogId(4) })));
}

#[test]
fn a_circle_takes_only_what_came_of_it() {
    let mut graph = Graph::new([LogId(0), LogId(1)]).expect("the logs differ");
    let take = |graph: &mut Graph, event: EventId, causes: &[EventId]| {
        graph.add(usize::from(event.log == LogId(1)), event, causes).expect("it is taken in");
    };
    for position in 1..9 {
        let before: &[EventId] = if position == 3 { &[id(0, 1), id(0, 2)] } else { &[] };
        take(&mut graph, id(0, position), before);
    }
    for position in 1..5 {
        take(&mut graph, id(1, position), &[id(0, 2)]);
    }
    take(&mut graph, id(1, 5), &[id(0, 9)]);
    take(&mut graph, id(1, 6), &[id(0, 1), id(1, 5)]);
    take(&mut graph, id(1, 7), &[id(1, 6), id(0, 1)]);
    take(&mut graph, id(1, 8), &[id(0, 3)]);
    graph.label().expect("there is no circle yet");
    take(&mut graph, id(0, 9), &[id(0, 1), id(1, 5)]);
    take(&mut graph, id(0, 10), &[id(0, 3)]);
    let later = [id(0, 11), id(1, 9)];
    for round in 0..2 {
        let refused = graph.label().expect_err("a circle").to_string();
        assert!(refused.contains(&id(0, 9).to_string()) && refused.contains(&id(1, 5).to_string()), "{refused}");
        for lost in [id(0, 9), id(1, 5), id(1, 6), id(1, 7)] {
            assert!(graph.node(lost).is_none(), "{lost} is in the circle, or came of it");
        }
        let first = graph.named(id(0, 1)).expect("it is known");
        let mut known = vec![id(0, 3), id(0, 10), id(1, 8)];
        known.extend(later.iter().take(2 * round));
        let mut came: Vec<_> = Descendants::new(&graph, [first]).collect();
        came.sort_unstable();
        known.sort_unstable();
        assert_eq!(came, known);
        let effects: Vec<_> = graph.effects(first).map(|node| graph.id(node)).collect();
        assert_eq!(effects, [id(0, 3)]);
        assert_eq!(graph.labels.events(), 18 - 4 + 2 * round);
        if round == 0 {
            take(&mut graph, later[0], &[id(1, 8)]);
            take(&mut graph, later[1], &[id(0, 10)]);
        }
    }
}
