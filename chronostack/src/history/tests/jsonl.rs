use crate::history::{
    History, ImportError,
    tests::{
        counter::{Added, Counter},
        order::{Order, noted, paid, placed, story},
    },
};

#[test]
fn a_history_survives_its_lines() {
    let story = story();
    let text = story.to_jsonl();
    insta::assert_snapshot!(text, @r#"
    {"specversion":"1.0","id":"00000000000000000000000000000000-1","source":"urn:chronostack:00000000000000000000000000000000","type":"order.placed","subject":"order/history","time":"1970-01-01T00:00:01Z","datacontenttype":"application/json","position":1,"streamversion":1,"schemaversion":1,"correlationid":"00000000000000000000000000000000-1","data":{"customer":"ann","total_cents":1250}}
    {"specversion":"1.0","id":"00000000000000000000000000000000-2","source":"urn:chronostack:00000000000000000000000000000000","type":"order.paid","subject":"order/history","time":"1970-01-01T00:00:02Z","datacontenttype":"application/json","position":2,"streamversion":2,"schemaversion":1,"correlationid":"00000000000000000000000000000000-2","data":{"cents":1000}}
    {"specversion":"1.0","id":"00000000000000000000000000000000-3","source":"urn:chronostack:00000000000000000000000000000000","type":"order.noted","subject":"order/history","time":"1970-01-01T00:00:03Z","datacontenttype":"application/json","position":3,"streamversion":3,"schemaversion":1,"correlationid":"00000000000000000000000000000000-3","data":{"text":"call back"}}
    {"specversion":"1.0","id":"00000000000000000000000000000000-4","source":"urn:chronostack:00000000000000000000000000000000","type":"order.paid","subject":"order/history","time":"1970-01-01T00:00:04Z","datacontenttype":"application/json","position":4,"streamversion":4,"schemaversion":1,"correlationid":"00000000000000000000000000000000-4","data":{"cents":250}}
    "#);
    assert_eq!(History::<Order>::from_jsonl(&text).unwrap(), story);
    assert_eq!(History::<Order>::from_jsonl(text.replace('\n', "\r\n\r\n")).unwrap(), story);
    let whatif = story.with(2, noted("\"quoted\"\n→")).without(1);
    assert_eq!(History::<Order>::from_jsonl(whatif.to_jsonl()).unwrap(), whatif);
    let numbers = History::<Counter>::from_events([Added(1), Added(2)]);
    assert_eq!(History::<Counter>::from_jsonl(numbers.to_jsonl()).unwrap(), numbers);
}

#[test]
fn no_lines_are_an_empty_history() {
    let empty = History::<Order>::from_events([]);
    assert_eq!(empty.to_jsonl(), "");
    assert_eq!(History::<Order>::from_jsonl("").unwrap(), empty);
    assert_eq!(History::<Order>::from_jsonl("\n  \n").unwrap(), empty);
}

#[test]
fn events_behind_a_fault_are_exported_and_refused_at_their_line() {
    let story = History::<Order>::from_events([placed(5), placed(6), paid(5)]);
    let text = format!("\n{}", story.to_jsonl());
    assert_eq!(text.lines().count(), 4);
    let error = History::<Order>::from_jsonl(&text).unwrap_err();
    assert!(matches!(&error, ImportError::Replay { line: 3, source } if Some(source) == story.error()));
}

#[test]
fn what_is_wrong_is_told_with_its_line() {
    let text = story().to_jsonl();
    let error = |text: String| History::<Order>::from_jsonl(text).unwrap_err().to_string();
    let lines: Vec<&str> = text.lines().collect();
    insta::assert_snapshot!(error(text.replacen("order/history", "order/other", 1)), @"import line 2: it belongs to order/history, and the lines before it to order/other");
    insta::assert_snapshot!(error([lines[0], lines[2]].join("\n")), @"import line 2: it is version 3, and version 2 should stand here");
    insta::assert_snapshot!(error(lines[1].into()), @"import line 1: it is version 2, and version 1 should stand here");
    insta::assert_snapshot!(error(text.replace("00:00:03Z", "00:00:01Z")), @"import line 3: it was recorded at 1970-01-01T00:00:01Z, before the line before it, at 1970-01-01T00:00:02Z");
    insta::assert_snapshot!(error(text.replace("order.noted", "order.lost")), @"import line 3 (`order.lost` version 1): no event type here is named `order.lost`; keep the type of an event that is recorded no more, with a #[retired] row, or let a projection pass over it: #[reducer(.., unknown = ignore)]");
    insta::assert_snapshot!(error(text.replacen("\"schemaversion\":1", "\"schemaversion\":2", 2)), @"import line 1 (`order.placed` version 2): `order.placed` is known here up to version 1, and this is version 2; newer code wrote it: run that again, or let a projection pass over it: #[reducer(.., unknown = ignore)]");
    insta::assert_snapshot!(error(text.replace("\"cents\":250", "\"cents\":-1")), @"import line 4 (`order.paid` version 1): the payload does not fit: invalid value: integer `-1`, expected u64 at line 1 column 11");
    insta::assert_snapshot!(error(text.replace("\"cents\":250", "\"euros\":2")), @"import line 4 (`order.paid` version 1): the payload does not fit: missing field `cents` at line 1 column 11");
    insta::assert_snapshot!(error(format!("{text}\nend")), @"import line 6: this is no JSON object");
}
