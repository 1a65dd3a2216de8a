use std::sync::Arc;

use chronostack::{
    ChronoStack,
    codec::Codec,
    log::{Commit, EventKind, Log, MemoryLog, NewRecord, StreamAppend},
    schema::{Shape, TypeSchema},
    time::Timestamp,
};
use chronostack_dashboard::{of_log, router};
use pollster::block_on;

use crate::{
    machine::{Noted, Notes},
    served::Served,
};

/// A log with one event whose payload is this JSON.
fn with_json(payload: String) -> Served {
    let schema = TypeSchema { root: Shape::Any, types: Vec::new() };
    let kind = EventKind { name: "any".to_owned(), version: 1, codec: Codec::Json, schema };
    let record = NewRecord::new(Arc::new(kind), payload.into_bytes(), Timestamp::from_second(1).unwrap());
    let (stream, records) = ("any/1".parse().unwrap(), vec![record]);
    let log = MemoryLog::new();
    let append = StreamAppend { stream, expected: None, idempotency_key: None, records };
    block_on(log.append(Commit::from(append))).unwrap();
    Served::new(of_log(Arc::new(log)))
}

#[test]
fn nesting_of_any_depth_is_shown_in_part_and_saved_whole() {
    let payload = "[".repeat(100_000) + &"]".repeat(100_000);
    let served = with_json(payload.clone());
    for path in ["events", "event?position=1", "events?text=x"] {
        let answer = served.api(path);
        answer.ok();
        assert!(answer.text.len() < 4_096, "{path}: {}", answer.text.len());
    }
    assert!(served.api("event?position=1").text.contains(r#""what":"depth","of":100000"#));
    assert_eq!(served.api("event/data?position=1").text, payload);
}

#[test]
fn ten_megabytes_of_text_stay_in_the_log() {
    let served = with_json(format!("{:?}", "</script>".repeat(1 << 20)));
    assert!(served.api("events").text.len() < 2_048);
    assert!(served.api("event?position=1").text.len() < 32 << 10);
}

#[test]
fn markup_and_control_characters_are_json_and_nothing_else() {
    let stack = ChronoStack::in_memory();
    let text = "</script><img src=x onerror=alert(1)>\0\u{1b}[31m\u{202e}\u{2028}\r\n".to_owned();
    let note = stack.machine::<Notes>().dispatch("<b>&amp;", Noted { text: text.clone() }).actor("<script>");
    block_on(note).unwrap();
    let served = Served::new(router(&stack).machine::<Notes>());
    for path in ["events", "event?position=1", "streams", "timeline", "hot", "export", "causality?position=1"] {
        let answer = served.api(path);
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        assert!(!answer.header("content-type").contains("html"), "{path}");
        assert!(!answer.text.trim_end().contains(['\0', '\u{1b}', '\r']), "{path}");
    }
    assert_eq!(served.api("event?position=1").ok()["data"]["value"]["text"], text);
}

#[test]
fn parameters_of_any_kind_are_refused_and_never_an_error_of_the_server() {
    let served = crate::served::served();
    for hostile in [
        "%00",
        "%ff%fe",
        "-1",
        "1e99",
        "18446744073709551616",
        "../../etc/passwd",
        "%3Cscript%3E",
        "\u{202e}",
        "",
        "NaN",
        "{}",
        "9223372036854775807",
    ] {
        let hostile = hostile.replace('\u{202e}', "%E2%80%AE");
        for question in [
            "timeline?from=",
            "timeline?to=",
            "timeline?buckets=",
            "timeline?by=",
            "timeline?stream=",
            "timeline?type=",
            "events?from=",
            "events?last=",
            "events?since=",
            "events?until=",
            "events?stream=",
            "events?correlation=",
            "events?text=",
            "events?actor=",
            "events?limit=",
            "event?id=",
            "event?position=",
            "event/data?position=",
            "streams?from=",
            "streams?prefix=",
            "streams?kind=",
            "streams?limit=",
            "story?stream=",
            "story?stream=order/1&from=",
            "state?stream=order/1&version=",
            "state?stream=order/1&version=1&pointer=",
            "diff?stream=order/1&before=0&after=",
            "blame?stream=order/1&pointer=",
            "first?stream=order/1&where=",
            "machine?name=",
            "verify?machine=",
            "causality?id=",
            "causality?position=",
            "causality/export?position=1&format=",
            "tasks?state=",
            "tasks?order=",
            "hot?limit=",
            "export?limit=1&from=",
            "nothing?x=",
        ] {
            let answer = served.api(&format!("{question}{hostile}"));
            assert!(answer.status < 500, "{question}{hostile}: {} {}", answer.status, answer.text);
        }
    }
}
