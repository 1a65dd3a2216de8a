use crate::served::served;

#[test]
fn events_are_found_by_what_they_are() {
    let served = served();
    let positions = |query: &str| -> Vec<u64> {
        let found = served.api(&format!("events?{query}")).ok();
        found["events"].as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()).collect()
    };
    assert_eq!(positions("stream=order/1"), [1, 2, 3]);
    assert_eq!(positions("stream=order&type=order.paid"), [2, 3]);
    assert_eq!(positions("type=order.placed&type=noted"), [1, 4]);
    assert_eq!(positions("actor=bank"), [2]);
    assert_eq!(positions("text=gr%C3%BC%C3%9Fe"), [4]);
    assert_eq!(positions("last=2"), [5, 6]);
    assert_eq!(positions("stream=order/1&last=1"), [3]);
    assert_eq!(positions("from=3&limit=2"), [3, 4]);
    assert_eq!(positions("since=2100-01-01T00:00:00Z"), [0; 0]);
    assert_eq!(positions("until=0"), [0; 0]);
    let id = served.api("event?position=1").ok()["id"].as_str().unwrap().to_owned();
    assert_eq!(positions(&format!("correlation={id}")), [1, 2, 3, 4]);
}

#[test]
fn pages_follow_each_other_without_a_gap() {
    let served = served();
    let (mut from, mut seen) = (1, Vec::new());
    loop {
        let page = served.api(&format!("events?limit=1&from={from}")).ok();
        seen.extend(page["events"].as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()));
        let Some(next) = page["next"].as_u64() else { break };
        from = next;
    }
    assert_eq!(seen, [1, 2, 3, 4, 5, 6]);
}

#[test]
fn what_is_sensitive_is_masked_wherever_it_could_be_seen() {
    let served = served();
    let event = served.api("event?position=1").ok();
    assert_eq!(event["data"]["value"]["customer"], "•••");
    assert_eq!(event["data"]["cut"][0], serde_json::json!({"pointer": "/customer", "what": "masked", "of": 1}));
    for path in ["events", "event?position=1", "event/data?position=1", "export", "state?stream=order/1&version=1"] {
        let answer = served.api(path);
        assert!(answer.status == 200 && !answer.text.contains("Secret"), "{path}: {}", answer.text);
    }
    // Nor can it be guessed by looking for it.
    assert_eq!(served.api("events?text=secret").ok()["events"], serde_json::json!([]));
}

#[test]
fn an_event_tells_its_neighbours() {
    let served = served();
    let event = served.api("event?position=2").ok();
    assert_eq!((&event["previous"], &event["next"]), (&1.into(), &3.into()));
    assert_eq!(event["effects"][0]["position"], 3);
    assert_eq!(event["cause_details"][0]["type"], "order.placed");
    let by_id = served.api(&format!("event?id={}", event["id"].as_str().unwrap())).ok();
    assert_eq!(by_id, event);
    served.api("event?position=99").refused(404);
    served.api("event?position=1&id=x").refused(400);
    served.api("event").refused(400);
    served.api(&format!("event?id={}-1", "0".repeat(32))).refused(404);
}

#[test]
fn an_export_is_lines_that_another_log_takes() {
    let served = served();
    let answer = served.api("export?stream=order");
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/x-ndjson"));
    assert!(answer.header("content-disposition").starts_with("attachment"));
    let lines: Vec<_> =
        answer.text.lines().map(|line| chronostack::interchange::CloudEvent::parse(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| line.meta.position).collect::<Vec<_>>(), [1, 2, 3]);
    assert_eq!(served.api("export?limit=2&from=2").text.lines().count(), 2);
}

#[test]
fn what_led_to_what_is_a_graph_with_its_critical_path() {
    let served = served();
    let cone = served.api("causality?position=3&reach=chain").ok();
    let positions: Vec<_> =
        cone["events"].as_array().unwrap().iter().map(|event| event["position"].as_u64().unwrap()).collect();
    assert_eq!(positions, [1, 2, 3, 4]);
    assert_eq!(cone["edges"], serde_json::json!([[0, 1], [1, 2], [0, 3]]));
    assert_eq!(cone["critical"]["events"].as_array().unwrap().len(), 3);
    assert_eq!(served.api("causality?position=3&reach=ancestors&limit=2").ok()["more"], true);
    for format in ["perfetto", "dot", "mermaid"] {
        let file = served.api(&format!("causality/export?position=3&format={format}"));
        assert!(file.status == 200 && file.header("content-disposition").starts_with("attachment"), "{file:?}");
    }
}
