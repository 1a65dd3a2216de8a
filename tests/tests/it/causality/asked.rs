//! What a graph of logs answers.

use std::sync::Arc;

use chronostack::{
    causality::{Ancestor, Causality, CausalityError},
    id::{EventId, LogId},
    log::{FileLog, Log, MemoryLog, Snapshot, SnapshotKey},
};
use pollster::block_on;

use super::sample::{append, event};

#[test]
fn a_chain_is_followed_through_the_logs_of_several_services() {
    let folder = tempfile::tempdir().expect("a folder");
    let [web, pay] = ["web", "pay"].map(|name| Arc::new(FileLog::open(folder.path().join(name)).expect("it opens")));
    let clicked = append(&*web, "click/1", event("clicked", 0, &[]));
    let charged = append(&*pay, "charge/1", event("charged", 5, &[clicked]));
    let other = append(&*pay, "charge/2", event("charged", 6, &[]));
    let done = append(&*web, "click/1", event("done", 9, &[clicked, charged]));

    // Alone, each knows what it names and no more.
    let alone = block_on(Causality::of([pay.clone() as Arc<dyn Log>])).expect("a graph");
    assert_eq!(alone.causes(charged).expect("known").collect::<Vec<_>>(), [Ancestor::Elsewhere(clicked)]);
    assert_eq!(alone.descendants(clicked).expect("named").collect::<Vec<_>>(), [charged]);
    let unknown = alone.happened_before(clicked, charged).expect_err("it is elsewhere");
    assert!(unknown.named && unknown.to_string().contains("add the log that it stands in"), "{unknown}");
    assert!(!alone.ancestors(done).expect_err("it is elsewhere").named);

    for logs in [[web.clone(), pay.clone()], [pay, web]] {
        let both = block_on(Causality::of(logs.map(|log| log as Arc<dyn Log>))).expect("a graph");
        assert!(
            both.happened_before(clicked, done).expect("known") && both.happened_before(charged, done).expect("known")
        );
        assert!(
            !both.happened_before(done, clicked).expect("known") && !both.happened_before(done, done).expect("known")
        );
        assert!(both.concurrent(other, done).expect("known") && !both.concurrent(other, other).expect("known"));
        let ancestors: Vec<_> = both.ancestors(done).expect("known").collect();
        assert_eq!(ancestors, [Ancestor::Here(charged), Ancestor::Here(clicked)]);
        assert_eq!(both.descendants(clicked).expect("known").collect::<Vec<_>>(), [charged, done]);
        assert_eq!(both.effects(clicked).expect("known").count(), 2);
        assert_eq!(both.roots(done).expect("known").collect::<Vec<_>>(), [clicked]);
        assert_eq!(both.roots(other).expect("known").collect::<Vec<_>>(), [other]);
        let size = both.size();
        assert_eq!((size.events, size.edges, size.merges), (4, 3, 1));
    }
}

#[test]
fn a_graph_grows_with_its_logs() {
    let [web, pay] = [1, 2].map(|id| Arc::new(MemoryLog::with_id(LogId(id))));
    // The graph reads the log of the web first, where the effect stands before the graph saw the cause.
    let mut graph = block_on(Causality::of([web.clone() as Arc<dyn Log>, pay.clone()])).expect("a graph");
    let mut last = append(&*pay, "charge/1", event("started", 0, &[]));
    let first = last;
    for round in 1..50 {
        let log: &dyn Log = if round % 3 == 0 { &*web } else { &*pay };
        last = append(log, "any/1", event("went on", round, &[last]));
        if round % 7 == 0 {
            block_on(graph.update()).expect("it is read");
            assert!(graph.happened_before(first, last).expect("known"));
            let ancestors = graph.ancestors(last).expect("known").count();
            assert_eq!(i64::try_from(ancestors).expect("few"), round);
        }
    }
    block_on(graph.update()).expect("it is read");
    assert_eq!((graph.size().events, graph.size().edges), (50, 49));
}

#[test]
fn what_was_archived_is_elsewhere() {
    let folder = tempfile::tempdir().expect("a folder");
    let log = FileLog::options().segment_bytes(400).open(folder.path().join("log")).expect("it opens");
    let log = Arc::new(log);
    let mut empty = block_on(Causality::of([log.clone() as Arc<dyn Log>])).expect("a graph");
    let mut last: Option<EventId> = None;
    for round in 0..600 {
        last = Some(append(&*log, "any/1", event("went on", round, last.as_slice())));
    }
    let (stream, last) = ("any/1".parse().expect("a name"), last.expect("there are some"));
    let key = SnapshotKey { log: log.id(), stream, machine: "m".into(), state_schema: 1, fingerprint: 1, revision: 1 };
    let snapshot = Snapshot { key, version: 600, position: 600, codec: chronostack::codec::Codec::Json, state: vec![] };
    block_on(log.snapshots().expect("it keeps them").save(snapshot)).expect("it is kept");
    log.retire(580).expect("its front is removed");

    let graph = block_on(Causality::of([log as Arc<dyn Log>])).expect("a graph");
    block_on(empty.update()).expect("it is read");
    let (bytes, kept) = (empty.size().bytes, graph.size().bytes);
    assert!(bytes < 2 * kept, "{bytes} bytes where {kept} would do: there is room for what was archived");
    let ancestors: Vec<_> = graph.ancestors(last).expect("known").collect();
    assert!((20..59).contains(&ancestors.len()), "{}", ancestors.len());
    let oldest = ancestors.last().expect("there are some");
    assert!(matches!(oldest, Ancestor::Elsewhere(id) if id.log == last.log), "{oldest:?}");
    assert_eq!(graph.descendants(oldest.id()).expect("named").count(), ancestors.len());
}

#[test]
fn a_forged_edge_is_refused_with_both_ids_and_what_stands_before_it_is_known() {
    let log = Arc::new(MemoryLog::with_id(LogId(1)));
    let mut graph = block_on(Causality::of([log.clone() as Arc<dyn Log>])).expect("an empty graph");
    let sound = append(&*log, "any/1", event("sound", 0, &[]));
    let later = EventId { log: LogId(1), position: 9 };
    let forged = append(&*log, "any/1", event("forged", 0, &[later]));
    let error = block_on(graph.update()).expect_err("it is refused");
    assert!(
        matches!(error, CausalityError::Forward { effect, cause } if (effect, cause) == (forged, later)),
        "{error}"
    );
    let text = error.to_string();
    assert!(text.contains(&forged.to_string()) && text.contains(&later.to_string()), "{text}");
    assert!(graph.contains(sound) && !graph.contains(forged));
}
