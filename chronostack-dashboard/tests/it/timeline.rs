use std::time::Duration;

use chronostack::{
    ChronoStack, Timestamp,
    log::{Commit, EventKind, Log, MemoryLog, NewRecord, StreamAppend},
};
use chronostack_dashboard::of_log;
use pollster::block_on;
use serde_json::Value;

use crate::{
    machine::{Noted, Notes},
    served::{Served, served},
};

/// Appends so many notes to a stream, one each second from a time on.
fn append(log: &MemoryLog, stream: &str, service: &str, from: i64, events: i64) {
    let kind = std::sync::Arc::new(EventKind::from(&<Noted as chronostack::event::Event>::TYPES[0]));
    let records = (0..events).map(|second| {
        let time = Timestamp::from_second(from + second).unwrap();
        NewRecord { service: Some(service.into()), ..NewRecord::new(std::sync::Arc::clone(&kind), vec![1, b'x'], time) }
    });
    let stream = StreamAppend {
        stream: stream.parse().unwrap(),
        expected: None,
        idempotency_key: None,
        records: records.collect(),
    };
    block_on(log.append(Commit::from(stream))).unwrap();
}

fn lanes(timeline: &Value) -> Vec<(String, u64, u64)> {
    let sum = |lane: &Value| lane["counts"].as_array().unwrap().iter().map(|count| count[1].as_u64().unwrap()).sum();
    let lane = |lane: &Value| (lane["name"].as_str().unwrap().to_owned(), lane["total"].as_u64().unwrap(), sum(lane));
    timeline["lanes"].as_array().unwrap().iter().map(lane).collect()
}

fn many() -> MemoryLog {
    let log = MemoryLog::new();
    for hour in 0..10 {
        append(&log, &format!("notes/{hour}"), if hour % 2 == 0 { "web" } else { "mail" }, hour * 3_600, 300 + hour);
    }
    log
}

#[test]
fn events_are_counted_by_lane_and_bucket() {
    let served = Served::new(of_log(std::sync::Arc::new(many())));
    let whole = served.api("timeline?by=service&buckets=10").ok();
    assert_eq!(lanes(&whole), [("mail".into(), 1_525, 1_525), ("web".into(), 1_520, 1_520)]);
    assert_eq!(whole["events"], Value::Null);
    let by_kind = served.api("timeline?by=kind&buckets=7").ok();
    assert_eq!(lanes(&by_kind), [("notes".into(), 3_045, 3_045)]);
    let streams = served.api("timeline?by=stream&buckets=4000").ok();
    assert_eq!(lanes(&streams)[0], ("notes/9".into(), 309, 309));
    let one = served.api("timeline?stream=notes/3&by=stream").ok();
    assert_eq!(lanes(&one), [("notes/3".into(), 303, 303)]);
    assert_eq!(one["events"].as_array().unwrap().len(), 303);
}

#[test]
fn a_window_has_its_own_events_only_and_shows_them_where_they_are_few() {
    let served = Served::new(of_log(std::sync::Arc::new(many())));
    // The second and third hour, but for the last second of what happened in them.
    let window = served.api("timeline?by=service&from=3600000000&to=7501000000&buckets=2").ok();
    assert_eq!(lanes(&window), [("mail".into(), 1_525, 301), ("web".into(), 1_520, 301)]);
    let marks = window["events"].as_array().unwrap();
    assert_eq!(marks.len(), 602);
    assert_eq!(window["lanes"][usize::try_from(marks[0]["lane"].as_u64().unwrap()).unwrap()]["name"], "mail");
    assert_eq!(marks[0]["at"], 3_600_000_000_i64);
    let nothing = served.api("timeline?from=1800000000&to=1900000000").ok();
    assert_eq!(nothing["events"], serde_json::json!([]));
}

#[test]
fn types_and_kinds_can_be_left_out() {
    let served = served();
    let of = |query: &str| lanes(&served.api(&format!("timeline?by=type&{query}")).ok());
    assert_eq!(of("stream=order"), [("order.paid".into(), 2, 2), ("order.placed".into(), 1, 1)]);
    assert_eq!(of("type=noted"), [("noted".into(), 1, 1)]);
    assert_eq!(of("type=nothing"), []);
}

#[test]
fn a_log_without_events_has_no_lanes() {
    let served = Served::new(of_log(std::sync::Arc::new(MemoryLog::new())));
    let empty = served.api("timeline").ok();
    assert_eq!((&empty["lanes"], &empty["events"]), (&serde_json::json!([]), &serde_json::json!([])));
    assert_eq!(served.api("log").ok()["recorded_first"], Value::Null);
}

#[test]
fn what_is_recorded_later_is_counted_too() {
    let stack = ChronoStack::in_memory();
    let served = Served::new(chronostack_dashboard::router(&stack));
    assert_eq!(served.api("log").ok()["events"], 0);
    for number in 1..=3 {
        block_on(stack.machine::<Notes>().dispatch("a", Noted { text: "x".into() })).unwrap();
        let counted = (0..200).any(|_| {
            std::thread::sleep(Duration::from_millis(10));
            lanes(&served.api("timeline").ok()).iter().any(|lane| lane.1 == number)
        });
        assert!(counted, "{number}");
    }
}
