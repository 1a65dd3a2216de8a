//! `causality-graph`: what led to what among a million events of services, read from their log and asked of at random.

use std::{
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use chronostack::{
    Timestamp,
    causality::Causality,
    codec::Codec,
    id::{EventId, StreamName},
    log::{Commit, EventKind, FileLog, Log, NewRecord, StreamAppend},
    schema::{Shape, TypeSchema},
};
use petgraph::{
    algo::{DfsSpace, has_path_connecting},
    graph::{DiGraph, NodeIndex},
};
use pollster::block_on;

use crate::{
    fault::Result,
    measure::{Better, Metric, Race, Reading, Row, nanoseconds_each, quantile},
    report::CHRONOSTACK,
    setup::Setup,
};

const METRICS: [Metric; 4] = [
    Metric { workload: "causality-graph", unit: "µs (p99)", better: Better::Lower },
    Metric { workload: "causality-graph-p50", unit: "µs (p50)", better: Better::Lower },
    Metric { workload: "causality-graph-build", unit: "ns/event", better: Better::Lower },
    Metric { workload: "causality-graph-memory", unit: "bytes/event", better: Better::Lower },
];
const EVENTS: usize = 1_000_000;
const EVENTS_QUICK: usize = 10_000;
const EVENTS_A_COMMIT: usize = 1_000;
const PAIRS: usize = 20_000;
/// Chains that are under way at once.
const CHAINS: usize = 64;

/// Runs all contenders.
pub(crate) fn run(setup: &Setup) -> Result<Vec<Row>> {
    let events = setup.size(EVENTS, EVENTS_QUICK);
    let folder = setup.new_folder()?;
    let log: Arc<dyn Log> = Arc::new(FileLog::open(folder.path().join("events.chrono"))?);
    fill(&*log, events)?;
    let mut race = Race::new(setup, &METRICS);
    race.enter(CHRONOSTACK, || {
        let started = Instant::now();
        let causality = block_on(Causality::of([Arc::clone(&log)]))?;
        let built = started.elapsed();
        let id = |position| EventId { log: log.id(), position };
        let led_to = |a, b| Ok(causality.happened_before(id(a), id(b))?);
        ask(events, built, causality.size().bytes, led_to)
    });
    race.enter("petgraph, search from the effect", || {
        let started = Instant::now();
        let graph = searched(&*log, events)?;
        let built = started.elapsed();
        let (nodes, edges) = graph.capacity();
        let bytes = nodes * size_of::<petgraph::graph::Node<()>>() + edges * size_of::<petgraph::graph::Edge<()>>();
        let mut space = DfsSpace::new(&graph);
        let led_to = |a, b| Ok(has_path_connecting(&graph, index(b)?, index(a)?, Some(&mut space)));
        ask(events, built, bytes, led_to)
    });
    race.run()
}

/// Chains of 10 to 50 events, interleaved; some events lead to several, some come of several. Each chain is a stream.
fn fill(log: &dyn Log, events: usize) -> Result<()> {
    let mut rng = fastrand::Rng::with_seed(17);
    let schema = TypeSchema { root: Shape::Bytes, types: vec![] };
    let kind = Arc::new(EventKind { name: "went.on".to_owned(), version: 1, codec: Codec::Postcard, schema });
    // Of each chain, how many events are to come, and those that led to nothing yet.
    let mut chains: Vec<(usize, Vec<EventId>)> = vec![(0, Vec::new()); CHAINS];
    let mut position = 0;
    while position < events as u64 {
        let mut records = Vec::with_capacity(EVENTS_A_COMMIT);
        for _ in 0..EVENTS_A_COMMIT {
            position += 1;
            let id = EventId { log: log.id(), position };
            let (left, open) = &mut chains[rng.usize(0..CHAINS)];
            if *left == 0 {
                (*left, *open) = (rng.usize(10..50), Vec::new());
            }
            *left -= 1;
            let causes = match rng.u8(0..10) {
                0 => open.split_off(open.len().saturating_sub(3)),
                1 | 2 => open.last().copied().into_iter().collect(),
                _ if open.is_empty() => Vec::new(),
                _ => vec![open.swap_remove(rng.usize(0..open.len()))],
            };
            open.push(id);
            records.push(NewRecord { causes, ..NewRecord::new(Arc::clone(&kind), vec![0], Timestamp::UNIX_EPOCH) });
        }
        let stream = StreamName::new("service", "1")?;
        let append = StreamAppend { stream, expected: None, idempotency_key: None, records };
        block_on(log.append(Commit::from(append)))?;
    }
    Ok(())
}

/// The same graph for petgraph: an edge from each event to each of its causes.
fn searched(log: &dyn Log, events: usize) -> Result<DiGraph<(), ()>> {
    let mut graph = DiGraph::with_capacity(events, events);
    let mut known = true;
    block_on(log.scan(1, &mut |record| {
        let effect = graph.add_node(());
        for cause in record.causes() {
            match index(cause.position) {
                Ok(cause) => drop(graph.add_edge(effect, cause, ())),
                Err(_) => known = false,
            }
        }
        ControlFlow::Continue(())
    }))?;
    if known { Ok(graph) } else { Err("a position is too large".into()) }
}

fn index(position: u64) -> Result<NodeIndex> {
    Ok(NodeIndex::new(usize::try_from(position)? - 1))
}

/// Asks of the same random pairs, half of which are near each other.
#[allow(clippy::cast_precision_loss, reason = "sizes are far below 2^52")]
fn ask(
    events: usize,
    built: Duration,
    bytes: usize,
    mut led_to: impl FnMut(u64, u64) -> Result<bool>,
) -> Result<Reading> {
    let mut rng = fastrand::Rng::with_seed(19);
    let (mut times, mut check) = (Vec::with_capacity(PAIRS), 0);
    for pair in 0..PAIRS {
        let later = rng.u64(2..=events as u64);
        let first = if pair % 2 == 0 { 1 } else { later.saturating_sub(200).max(1) };
        let earlier = rng.u64(first..later);
        let started = Instant::now();
        let led = led_to(earlier, later)?;
        times.push(started.elapsed());
        check = u64::rotate_left(check, 1) ^ u64::from(led);
    }
    let micros = |share, times: &mut Vec<Duration>| Some(quantile(times, share).as_secs_f64() * 1e6);
    let (p99, p50) = (micros(0.99, &mut times), micros(0.5, &mut times));
    let values = vec![p99, p50, Some(nanoseconds_each(events, built)), Some(bytes as f64 / events as f64)];
    Ok(Reading { values, check })
}
