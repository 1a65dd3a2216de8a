//! What is shown.

use chronostack::History;
use serde_json::{Value, json};

use crate::{
    asked::Shop,
    order::{Doubled, Noted, Order, Placed},
};

#[test]
fn a_story_goes_by_pages() {
    let shop = Shop::new();
    let page = shop.get("story?stream=order/1&limit=2").json();
    assert_eq!((&page["machine"], &page["version"], &page["next"]), (&json!("Order"), &json!(4), &json!(3)));
    let step = &page["steps"][1];
    assert_eq!((&step["type"], &step["from"], &step["to"]), (&json!("order.paid"), &json!("Open"), &json!("Open")));
    assert_eq!((&step["handler"], &step["changes"], &step["actor"]), (&json!("pay"), &json!(1), &json!("ann")));
    let rest = shop.get("story?stream=order%2F1&from=3").json();
    assert_eq!((rest["steps"].as_array().expect("steps").len(), &rest["next"]), (2, &Value::Null));
    assert_eq!(rest["steps"][1]["transition"], "Open -> Settled");
    assert_eq!(rest["failure"], Value::Null);
}

#[test]
fn a_story_follows_its_stream() {
    let shop = Shop::new();
    shop.dispatch_to("2", Placed { customer: "bo".into(), total_cents: 7 });
    for version in 2..6 {
        shop.dispatch_to("2", Noted { text: format!("note {version}") });
        assert_eq!(shop.get("story?stream=order/2").json()["version"], version);
        let notes = shop.get("state?stream=order/2&pointer=/notes").json();
        assert_eq!((&notes["items"], &notes["version"]), (&json!(version - 1), &json!(version)));
    }
}

#[test]
fn a_state_is_shown_whole_and_in_part() {
    let shop = Shop::new();
    let state = shop.get("state?stream=order/1&version=3").json();
    assert_eq!((&state["name"], &state["items"], &state["handler"]), (&json!("Open"), &json!(3), &json!("note")));
    assert_eq!(state["state"]["value"]["due_cents"], 250);
    assert_eq!(state["data"]["value"], json!({"text": "call back"}));
    let draft = shop.get("state?stream=order/1&version=0").json();
    assert_eq!(
        (&draft["name"], &draft["state"]["value"], &draft["data"]),
        (&json!("Draft"), &json!(null), &json!(null))
    );
    let part = shop.get("state?stream=order/1&version=3&offset=1&limit=1").json();
    assert_eq!(part["state"]["value"], json!({"due_cents": 250}));
}

#[test]
fn versions_are_compared() {
    let shop = Shop::new();
    let diff = shop.get("diff?stream=order/1&before=1&after=3").json();
    assert_eq!((&diff["states"], &diff["total"]), (&json!(["Open", "Open"]), &json!(2)));
    let due = &diff["changes"][0];
    assert_eq!((&due["op"], &due["pointer"]), (&json!("replace"), &json!("/due_cents")));
    assert_eq!((&due["before"]["value"], &due["after"]["value"]), (&json!(1250), &json!(250)));
    assert_eq!(diff["changes"][1]["op"], "add");
    let second = shop.get("diff?stream=order/1&before=1&after=3&offset=1&limit=1").json();
    assert_eq!((&second["changes"][0], &second["total"]), (&diff["changes"][1], &json!(2)));

    let link = diff["patch"].as_str().expect("a path").strip_prefix("api/").expect("relative to the page");
    let answer = shop.get(link);
    assert_eq!(answer.headers["content-type"], "application/json-patch+json");
    let patch: Value = serde_json::from_str(&answer.body).expect("JSON");
    assert_eq!(patch[0], json!({"op": "replace", "path": "/Open/due_cents", "value": 250}));
}

#[test]
fn fields_are_blamed() {
    let shop = Shop::new();
    let blame = shop.get("blame?stream=order/1&pointer=due_cents").json();
    let versions: Vec<_> =
        blame["entries"].as_array().expect("entries").iter().map(|entry| &entry["version"]).collect();
    assert_eq!((versions, &blame["pointer"]), (vec![&json!(1), &json!(2), &json!(4)], &json!("/due_cents")));
    assert_eq!(blame["entries"][1]["before"]["value"], 1250);
    let page = shop.get("blame?stream=order/1&pointer=/due_cents&limit=1&from=2").json();
    assert_eq!((&page["entries"][0]["version"], &page["next"]), (&json!(2), &json!(4)));
    assert_eq!(shop.get("blame?stream=order/1&pointer=/nothing").json()["entries"], json!([]));
}

#[test]
fn the_first_version_is_found() {
    let shop = Shop::new();
    let first = shop.get("first?stream=order/1&where=/due_cents%20%3C%201000").json();
    assert_eq!((&first["version"], &first["tested"], &first["holds_now"]), (&json!(2), &json!(2), &json!(false)));
    assert_eq!(first["step"]["type"], "order.paid");
    let settled = "first?stream=order/1&search=bisect&where=state%20==%20%22Settled%22";
    assert_eq!(shop.get(settled).json()["version"], 4);
    assert_eq!(shop.get("first?stream=order/1&where=exists%20/x").json()["version"], Value::Null);
}

#[test]
fn two_futures_stand_side_by_side_and_one_is_saved() {
    let shop = Shop::new();
    let body = r#"{"stream": "order/1", "edits": [{"replace": 2, "type": "order.paid", "data": {"cents": 1100}}]}"#;
    let futures = shop.post("whatif", body).json();
    assert_eq!((&futures["parts_at"], &futures["more"]), (&json!(2), &json!(false)));
    assert_eq!(futures["rows"][2]["altered"], Value::Null);
    assert_eq!(futures["original"]["name"], "Settled");
    assert_eq!(futures["altered"]["state"]["value"]["due_cents"], 150);
    let failure = &futures["altered"]["failure"];
    assert_eq!(failure["version"], 4);
    assert!(failure["message"].as_str().expect("a text").contains("250 cents are more than is due"));
    assert_eq!(futures["refused"][0]["type"], "order.paid");
    assert_eq!(shop.get("story?stream=order/1").json()["version"], 4, "nothing is written");

    let saved = shop.post("whatif/test", body);
    assert!(saved.headers["content-disposition"].to_str().expect("a text").starts_with("attachment"));
    let hint = saved.headers["x-chronostack-hint"].to_str().expect("a text");
    assert!(hint.contains("tests/histories/order") && hint.contains("replay_tests!(Order"), "{hint}");
    let story = History::<Order>::from_jsonl(&saved.body).expect("a history");
    assert_eq!(story.version(), 3);
    story.verify().expect("its fingerprints are its own");
}

#[test]
fn a_machine_is_told() {
    let shop = Shop::new();
    let machine = shop.get("machine?name=Order").json();
    assert_eq!(machine["states"][2], json!({"name": "Settled", "initial": false, "terminal": true, "group": null}));
    assert_eq!(machine["events"][1]["schema"]["$schema"], "https://json-schema.org/draft/2020-12/schema");
    assert!(machine["mermaid"].as_str().expect("a text").starts_with("stateDiagram"));
}

#[test]
fn a_divergence_is_told_with_its_states() {
    let sound = Shop::new().get("verify?machine=Order").json();
    assert_eq!((&sound["streams"], &sound["fingerprints"]), (&json!(1), &json!(4)));
    assert_eq!((&sound["diverged"], &sound["divergences"]), (&json!(0), &json!([])));

    let told = Shop::of::<Doubled>().get("verify?machine=Order").json();
    // Paid twice over, the last payment is more than what is due: the code cannot even fold it.
    assert!(told["failure"].as_str().expect("a reason").contains("its handler panicked"), "{told}");

    let shop = Shop::of::<Doubled>();
    let story = shop.get("story?stream=order/1").json();
    assert_eq!((&story["version"], &story["failure"]["version"]), (&json!(3), &json!(4)));
    assert_eq!(shop.get("state?stream=order/1&version=3").json()["state"]["value"]["due_cents"], 0);
    shop.get("state?stream=order/1&version=4").refused(404);
}
