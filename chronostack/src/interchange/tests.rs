//! Lines that are written and read, and lines that are wrong.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::{
    codec::Codec,
    fingerprint::StateFingerprint,
    id::{EventId, LogId},
    interchange::{CloudEvent, LineError},
    log::{EventKind, Record},
    meta::Meta,
    schema::{Field, Shape, TypeSchema},
};

fn id(position: u64) -> EventId {
    EventId { log: LogId(0x4f1c), position }
}

/// A payment of 250 cents, `{"cents":250,"note":"ok"}` in postcard.
fn record() -> Record {
    let time = |text: &str| text.parse().unwrap();
    let text = |text: &str| Some(Arc::from(text));
    let mut meta = Meta::new(id(17), "order/order-1".parse().unwrap(), 2, time("2026-11-23T12:00:00.25Z"));
    meta.position = 21;
    meta.correlation = id(3);
    meta.causes = vec![id(16), id(5)];
    meta.occurred_at = Some(time("2026-11-22T23:59:59Z"));
    meta.actor = text("ann");
    meta.service = text("checkout");
    meta.traceparent = text("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01");
    meta.transition = text("Open -> Settled");
    meta.idempotency_key = text("pay-7");
    meta.fingerprint = Some(StateFingerprint(0x00c0_ffee));
    let fields = vec![Field::new("cents", Shape::U64, false), Field::new("note", Shape::String, false)];
    let schema = TypeSchema { root: Shape::Struct(fields), types: Vec::new() };
    let kind = EventKind { name: "order.paid".into(), version: 2, codec: Codec::Postcard, schema };
    Record { meta, kind: Arc::new(kind), payload: vec![0xfa, 0x01, 2, b'o', b'k'] }
}

fn line() -> Value {
    serde_json::from_str(&CloudEvent::of_record(&record()).unwrap().to_line()).unwrap()
}

#[test]
fn a_record_is_a_cloud_event() {
    let event = CloudEvent::of_record(&record()).unwrap();
    assert_eq!(event.to_line().lines().count(), 1);
    insta::assert_snapshot!(event.to_line().replace(",\"", ",\n\""), @r#"
    {"specversion":"1.0",
    "id":"00000000000000000000000000004f1c-17",
    "source":"urn:chronostack:00000000000000000000000000004f1c",
    "type":"order.paid",
    "subject":"order/order-1",
    "time":"2026-11-23T12:00:00.25Z",
    "datacontenttype":"application/json",
    "position":21,
    "streamversion":2,
    "schemaversion":2,
    "correlationid":"00000000000000000000000000004f1c-3",
    "causationids":"00000000000000000000000000004f1c-16,00000000000000000000000000004f1c-5",
    "occurredat":"2026-11-22T23:59:59Z",
    "actor":"ann",
    "service":"checkout",
    "traceparent":"00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
    "transition":"Open -> Settled",
    "idempotencykey":"pay-7",
    "fingerprint":"00000000000000000000000000c0ffee",
    "data":{"cents":250,
    "note":"ok"}}
    "#);
    let read = CloudEvent::parse(&event.to_line()).unwrap();
    assert_eq!((&read.meta, &read.name, read.version), (&record().meta, &event.name, 2));
    assert_eq!(read.data.get(), event.data.get());
}

#[test]
fn what_an_event_does_not_have_is_left_out() {
    let mut record = record();
    record.meta = Meta::new(id(1), record.meta.stream, 1, record.meta.recorded_at);
    let event = CloudEvent::of_record(&record).unwrap();
    insta::assert_snapshot!(event.to_line().replace(",\"", ",\n\""), @r#"
    {"specversion":"1.0",
    "id":"00000000000000000000000000004f1c-1",
    "source":"urn:chronostack:00000000000000000000000000004f1c",
    "type":"order.paid",
    "subject":"order/order-1",
    "time":"2026-11-23T12:00:00.25Z",
    "datacontenttype":"application/json",
    "position":1,
    "streamversion":1,
    "schemaversion":2,
    "correlationid":"00000000000000000000000000004f1c-1",
    "data":{"cents":250,
    "note":"ok"}}
    "#);
    assert_eq!(CloudEvent::parse(&event.to_line()).unwrap().meta, record.meta);
}

#[test]
fn json_of_many_lines_becomes_one() {
    let mut record = record();
    let kind = EventKind { codec: Codec::Json, ..record.kind.as_ref().clone() };
    record.kind = Arc::new(kind);
    record.payload = b"{\r\n  \"cents\": 250,\n  \"note\": \"a\\nb\"\n}".to_vec();
    let event = CloudEvent::of_record(&record).unwrap();
    assert_eq!(event.to_line().lines().count(), 1);
    let data: Value = serde_json::from_str(CloudEvent::parse(&event.to_line()).unwrap().data.get()).unwrap();
    assert_eq!(data, json!({"cents": 250, "note": "a\nb"}));
}

#[test]
fn a_payload_that_does_not_fit_its_schema_is_an_error_with_its_place() {
    let mut record = record();
    record.payload.pop();
    insta::assert_snapshot!(CloudEvent::of_record(&record).unwrap_err(), @"export event 21 (`order.paid`, order/order-1 version 2): byte 2: a length of 2, and 1 bytes are left");
}

#[test]
fn what_others_write_is_read_too() {
    let mut line = line();
    line["position"] = json!("21");
    line["streamversion"] = json!("2");
    line["sequence"] = json!("unknown here");
    line["datacontenttype"] = json!("Application/JSON; charset=utf-8");
    line["causationids"] = json!(format!("{}, {}", id(16), id(5)));
    line["time"] = json!("2026-11-23T13:00:00.250+01:00");
    assert_eq!(CloudEvent::parse(&line.to_string()).unwrap().meta, record().meta);
    for optional in ["datacontenttype", "correlationid", "actor"] {
        line.as_object_mut().unwrap().remove(optional);
    }
    let read = CloudEvent::parse(&line.to_string()).unwrap();
    assert_eq!(read.meta.correlation, read.meta.id);
    assert_eq!(read.meta.actor, None);
    line["actor"] = Value::Null;
    assert_eq!(CloudEvent::parse(&line.to_string()).unwrap().meta.actor, None);
}

#[test]
fn what_is_missing_is_named() {
    let required = [
        "specversion",
        "id",
        "source",
        "type",
        "subject",
        "time",
        "position",
        "streamversion",
        "schemaversion",
        "data",
    ];
    for member in required {
        let mut line = line();
        line.as_object_mut().unwrap().remove(member);
        assert_eq!(CloudEvent::parse(&line.to_string()).unwrap_err(), LineError::Missing { member });
    }
}

#[test]
fn what_is_wrong_is_named() {
    let error = |member: &str, value: Value| {
        let mut line = line();
        line[member] = value;
        CloudEvent::parse(&line.to_string()).unwrap_err().to_string()
    };
    insta::assert_snapshot!(error("specversion", json!("0.3")), @"`specversion` is `0.3`: expected 1.0");
    insta::assert_snapshot!(error("id", json!("17")), @"`id` is `17`: `17` is no id: expected a log's 32 hexadecimal digits, `-`, and a position");
    insta::assert_snapshot!(error("subject", json!("order-1")), @r#"`subject` is `order-1`: "order-1" cannot name a stream: it has no slash between kind and id"#);
    insta::assert_snapshot!(error("time", json!("yesterday")), @"`time` is `yesterday`: failed to parse four digit integer as year: invalid digit, expected 0-9 but got y");
    insta::assert_snapshot!(error("datacontenttype", json!("application/xml")), @"`datacontenttype` is `application/xml`: expected application/json");
    insta::assert_snapshot!(error("schemaversion", json!(1u64 << 40)), @"`schemaversion` is `1099511627776`: expected a whole number of 32 bits");
    insta::assert_snapshot!(error("position", json!(-1)), @"`position` is `-1`: expected a whole number of 64 bits");
    insta::assert_snapshot!(error("position", json!("x")), @r#"`position` is `"x"`: expected a whole number of 64 bits"#);
    insta::assert_snapshot!(error("causationids", json!("")), @"`causationids` is ``: `` is no id: expected a log's 32 hexadecimal digits, `-`, and a position");
    insta::assert_snapshot!(error("fingerprint", json!("c0ffee")), @"`fingerprint` is `c0ffee`: expected 32 hexadecimal digits");
    insta::assert_snapshot!(error("actor", json!(1)), @"invalid type: integer `1`, expected a string at column 10");
    let broken = |line: &str| CloudEvent::parse(line).unwrap_err().to_string();
    insta::assert_snapshot!(broken("{\"specversion\":"), @"EOF while parsing a value at column 15");
    insta::assert_snapshot!(broken("[]"), @"this is no JSON object");
}

#[test]
fn no_line_makes_it_panic() {
    let line = line().to_string();
    for seed in 0..20_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut bytes = line.clone().into_bytes();
        for _ in 0..rng.u8(1..4) {
            let place = rng.usize(0..bytes.len());
            bytes[place] = *rng.choice(br#""{}[],:0-9eE\ntx"#).unwrap();
        }
        if let Ok(text) = String::from_utf8(bytes) {
            let _ = CloudEvent::parse(&text);
        }
    }
}
