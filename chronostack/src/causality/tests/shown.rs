//! What is made of a graph for people and viewers: `INSTA_UPDATE=always cargo test` accepts a change.

use std::sync::Arc;

use pollster::block_on;

use crate::{
    causality::{
        causality::Causality,
        excerpt::{Excerpt, Reach},
    },
    codec::Codec,
    id::{EventId, LogId},
    log::{Commit, EventKind, Log, MemoryLog, NewRecord, StreamAppend},
    schema::{Shape, TypeSchema},
    time::Timestamp,
};

/// A service with a log of its own.
struct Service {
    name: &'static str,
    log: Arc<MemoryLog>,
}

impl Service {
    fn new(name: &'static str, id: u128) -> Self {
        Self { name, log: Arc::new(MemoryLog::with_id(LogId(id << 124 | id))) }
    }

    /// An event of a lane of this service, at some microsecond.
    fn event(&self, at: i64, lane: &str, name: &str, stream: &str, causes: &[EventId]) -> EventId {
        let schema = TypeSchema { root: Shape::Bytes, types: vec![] };
        let kind = Arc::new(EventKind { name: name.to_owned(), version: 1, codec: Codec::Postcard, schema });
        let time = Timestamp::from_microsecond(1_700_000_000_000_000 + at).expect("a time");
        let mut record = NewRecord::new(kind, vec![0], time);
        (record.causes, record.service, record.lane) = (causes.to_vec(), Some(self.name.into()), Some(lane.into()));
        let stream = stream.parse().expect("a name");
        let append = StreamAppend { stream, expected: None, idempotency_key: None, records: vec![record] };
        block_on(self.log.append(Commit::from(append))).expect("it is appended")[0].meta.id
    }
}

/// A click that goes through three services; what the fourth led to is not at hand. Answers with the id of the payment.
fn click() -> (Causality, EventId) {
    let [web, pay, mail, crm] =
        [("web", 10), ("payments", 11), ("mailer \"x\"", 12), ("crm", 13)].map(|(name, id)| Service::new(name, id));
    let campaign = crm.event(-9_000, "main", "campaign.sent", "campaign/7", &[]);
    let clicked = web.event(0, "request", "order.clicked", "order/1", &[campaign]);
    let charged = pay.event(4_200, "charge", "card.charged", "card/<1>", &[clicked]);
    let reserved = web.event(1_000, "stock", "stock.reserved", "stock/9", &[clicked]);
    let packed = web.event(1_300, "stock", "stock.packed", "stock/9", &[reserved]);
    let settled = web.event(2_504_200, "request", "order.settled", "order/1", &[charged, packed]);
    let mailed = mail.event(2_504_900, "main", "mail\u{1b}[31m.sent", "mail/1", &[settled]);
    mail.event(2_504_900, "main", "mail.counted", "mail/1", &[mailed, clicked]);
    web.event(9_000_000, "request", "order.clicked", "order/2", &[]);
    let logs = [mail, web, pay].map(|service| service.log as Arc<dyn Log>);
    (block_on(Causality::of(logs)).expect("a graph"), charged)
}

fn excerpt(reach: Reach, most: usize) -> Excerpt {
    let (causality, charged) = click();
    block_on(causality.excerpt(charged, reach, most)).expect("it is read")
}

#[test]
fn a_chain_is_a_tree() {
    insta::assert_snapshot!(excerpt(Reach::Chain, 100));
}

#[test]
fn a_chain_is_a_graphviz_digraph() {
    insta::assert_snapshot!(excerpt(Reach::Chain, 100).to_dot());
}

#[test]
fn a_cone_is_a_mermaid_flowchart() {
    insta::assert_snapshot!(excerpt(Reach::Cone, 100).to_mermaid());
}

#[test]
fn a_chain_is_a_trace() {
    let json = excerpt(Reach::Chain, 100).to_trace_json();
    insta::assert_snapshot!(json);
    let trace: serde_json::Value = serde_json::from_str(&json).expect("it is JSON");
    let events = trace["traceEvents"].as_array().expect("a list");
    let slices: Vec<_> = events.iter().filter(|event| event["ph"] == "X").collect();
    // What a viewer asks of an arrow: both its ends lie within a slice of their row, and it does not point back.
    for end in events.iter().filter(|event| event["ph"] == "s" || event["ph"] == "f") {
        let within = |slice: &&&serde_json::Value| {
            let (at, start) = (end["ts"].as_f64().expect("a time"), slice["ts"].as_f64().expect("a time"));
            ["pid", "tid"].iter().all(|key| slice[key] == end[key]) && (start..start + 1.0).contains(&at)
        };
        assert_eq!(slices.iter().filter(within).count(), 1, "{end}");
        let other = events.iter().find(|event| event["id"] == end["id"] && event["ph"] == "f").expect("its other end");
        assert!(end["ts"].as_f64() <= other["ts"].as_f64(), "{end}");
    }
}

#[test]
fn the_time_of_a_chain_is_told_by_what_was_waited_for() {
    let (causality, charged) = click();
    let last = causality.descendants(charged).expect("known").last().expect("some");
    let path = block_on(causality.critical_path(last)).expect("it is read");
    let names: Vec<_> = path.events.iter().map(|seen| seen.kind.name.as_str()).collect();
    assert_eq!(names, ["order.clicked", "card.charged", "order.settled", "mail\u{1b}[31m.sent", "mail.counted"]);
    assert_eq!(path.by_service().len(), 4);
    insta::assert_snapshot!(path);
}

#[test]
fn an_excerpt_takes_what_is_nearest_and_says_that_there_is_more() {
    for reach in [Reach::Ancestors, Reach::Descendants, Reach::Cone, Reach::Chain] {
        let whole = excerpt(reach, 100);
        assert!(!whole.more);
        for most in 1..=whole.events.len() + 1 {
            let part = excerpt(reach, most);
            assert_eq!((part.events.len(), part.more), (most.min(whole.events.len()), most < whole.events.len()));
            assert!(part.events.iter().any(|seen| seen.meta.id == part.focus));
        }
    }
    let names = |reach| excerpt(reach, 100).events.iter().map(|seen| seen.kind.name.clone()).collect::<Vec<_>>();
    assert_eq!(names(Reach::Ancestors), ["order.clicked", "card.charged"]);
    assert_eq!(names(Reach::Descendants)[..2], ["card.charged", "order.settled"]);
    assert_eq!((names(Reach::Cone).len(), names(Reach::Chain).len()), (5, 7));
}

#[test]
fn what_was_named_by_a_mere_id_stands_behind_it_though_its_clock_was_slow() {
    let [web, pay] = [("web", 10), ("payments", 11)].map(|(name, id)| Service::new(name, id));
    let clicked = web.event(5_000, "request", "order.clicked", "order/1", &[]);
    let charged = pay.event(0, "charge", "card.charged", "card/1", &[clicked]);
    pay.event(10, "charge", "card.settled", "card/1", &[charged]);
    web.event(6_000, "request", "order.shown", "order/1", &[clicked]);
    let causality = block_on(Causality::of([web, pay].map(|service| service.log as Arc<dyn Log>))).expect("a graph");
    let excerpt = block_on(causality.excerpt(charged, Reach::Chain, 100)).expect("it is read");
    let names: Vec<_> = excerpt.events.iter().map(|seen| seen.kind.name.as_str()).collect();
    assert_eq!(names, ["order.clicked", "card.charged", "card.settled", "order.shown"]);
    let text = excerpt.to_string();
    assert!(text.contains("4 events in 6.00 ms") && text.contains("-5.00 ms") && text.contains("5.00 ms  "), "{text}");
    let trace: serde_json::Value = serde_json::from_str(&excerpt.to_trace_json()).expect("it is JSON");
    let slices = trace["traceEvents"].as_array().expect("a list").iter().filter(|event| event["ph"] == "X");
    let starts: Vec<_> = slices.map(|slice| slice["ts"].as_f64().expect("a time")).collect();
    assert_eq!(starts, [5_000.0, 0.0, 10.0, 6_000.0]);
}

#[test]
fn a_deep_chain_is_told_without_leaning_to_the_right() {
    let service = Service::new("web", 1);
    let mut last = service.event(0, "main", "started", "any/1", &[]);
    for round in 1..5_000 {
        last = service.event(round, "main", "went.on", "any/1", &[last]);
    }
    let causality = block_on(Causality::of([service.log as Arc<dyn Log>])).expect("a graph");
    let text = block_on(causality.excerpt(last, Reach::Chain, 10_000)).expect("it is read").to_string();
    assert_eq!(text.lines().count(), 5_002);
    assert!(text.lines().all(|line| line.chars().count() < 100));
}
