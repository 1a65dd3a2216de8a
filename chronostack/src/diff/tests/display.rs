use serde_json::{Value, json};

use crate::diff::Diff;

fn show(before: &Value, after: &Value) -> String {
    Diff::of(before, after).to_string()
}

#[test]
fn every_kind_of_change_has_its_sign() {
    let before = json!({
        "customer": null,
        "due_cents": 0,
        "items": [{"sku": "a"}, {"sku": "b"}, {"sku": "x"}, {"sku": "c"}, {"sku": "d"}],
        "kind": "order",
    });
    let after = json!({
        "due_cents": 1250,
        "items": [{"sku": "b"}, {"sku": "c"}, {"sku": "a"}, {"sku": "d"}, {"sku": "e", "qty": 2}],
        "kind": "order",
        "tags": {"a/b": true, "": 1},
    });
    insta::assert_snapshot!(show(&before, &after), @r#"
    - /customer  null
    ~ /due_cents  0 -> 1250
    - /items/2  {"sku":"x"}
    > /items/0 -> /items/2  {"sku":"a"}
    + /items/4  {"qty":2,"sku":"e"}
    + /tags  {"":1,"a/b":true}
    "#);
    assert_eq!(show(&before, &before), "no change");
    assert_eq!(show(&json!(1), &json!(2)), "~ (value)  1 -> 2");
}

#[test]
fn items_that_changed_in_place_are_shown_inside() {
    let before = json!([{"sku": "a", "qty": 1}, {"sku": "b", "qty": 1}, {"sku": "c", "qty": 3}]);
    let after = json!([{"sku": "b", "qty": 2}, {"sku": "c", "qty": 3}, {"sku": "z", "qty": 4}]);
    insta::assert_snapshot!(show(&before, &after), @r#"
    - /0  {"qty":1,"sku":"a"}
    ~ /0/qty  1 -> 2
    + /2  {"qty":4,"sku":"z"}
    "#);
    // One member in three is equal by chance: it is another item.
    insta::assert_snapshot!(show(&json!([{"id": 1, "sku": "a", "qty": 1}]), &json!([{"id": 2, "sku": "b", "qty": 1}])), @r#"
    - /0  {"id":1,"qty":1,"sku":"a"}
    + /0  {"id":2,"qty":1,"sku":"b"}
    "#);
    insta::assert_snapshot!(show(&json!([1, 2, 3]), &json!([1, 5, 3])), @"~ /1  2 -> 5");
    insta::assert_snapshot!(show(&json!([1, 2, 3]), &json!([9])), @"
    - /0  1
    - /1  2
    - /2  3
    + /0  9
    ");
    insta::assert_snapshot!(show(&json!([[1], [2]]), &json!([[1], [2, 3], "new"])), @r#"
    - /1  [2]
    + /1  [2,3]
    + /2  "new"
    "#);
}

#[test]
fn of_long_texts_only_what_changed_is_shown() {
    let long = "The quick brown fox jumps over the lazy dog, and the dog does not even look up from its \"sleep\".";
    let text = |after: &str| show(&json!(long), &json!(after));
    insta::assert_snapshot!(text(&long.replace("brown", "brawn")), @r#"~ (value)  "The quick [-brown-]{+brawn+} fox jumps over the …""#);
    insta::assert_snapshot!(text(&long.replace("fox", "foxx")), @r#"~ (value)  "The quick brown fox{+x+} jumps over the lazy…""#);
    insta::assert_snapshot!(text(&long.replace(" even", "")), @r#"~ (value)  "…nd the dog does not [-even -]look up from its \"sl…""#);
    insta::assert_snapshot!(text(&long.replace("quick", "slow").replace("look up", "wake")), @r#"~ (value)  "The [-quick-]{+slow+} brown fox jumps ove…e dog does not even [-look up-]{+wake+} from its \"sleep\".""#);
    insta::assert_snapshot!(text(&long.replace("\"sleep\"", "nap\n")), @r#"~ (value)  "…en look up from its [-\"sleep\".-]{+nap\n.+}""#);
    insta::assert_snapshot!(text(&format!("{long} And so on.")), @r#"~ (value)  "…up from its \"sleep\".{+ And so on.+}""#);
    insta::assert_snapshot!(text(""), @r#"~ (value)  "The quick brown fox jumps over the lazy dog, and the dog does not even look up … (100 bytes) -> """#);
    insta::assert_snapshot!(text(&"ß→🦊".repeat(100)), @r#"~ (value)  "[-The quick brown fox jumps over the lazy … does not even look up from its \"sleep\".-]{+ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß…🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊ß→🦊+}""#);
    insta::assert_snapshot!(show(&json!("x".repeat(100)), &json!(format!("{}y{}", "x".repeat(50), "x".repeat(50)))), @r#"~ (value)  "…xxxxxxxxxxxxxxxxxxxx{+y+}xxxxxxxxxxxxxxxxxxxx…""#);
}

#[test]
fn what_is_shown_is_bounded_and_the_alternate_form_shows_all() {
    let many = |from: u32| -> Value { (from..from + 500).collect() };
    let diff = Diff::of(&many(0), &many(1000));
    assert_eq!(diff.to_string().lines().count(), 101);
    assert!(diff.to_string().ends_with("\n… 400 more changes"), "{diff}");
    assert_eq!(format!("{diff:#}").lines().count(), 500);

    let words = |n: usize| (0..20_000).map(|i| format!("w{}", i % n)).collect::<Vec<_>>().join(" ");
    let diff = Diff::of(&json!({"text": words(7)}), &json!({"text": words(11)}));
    assert!(diff.to_string().chars().count() < 3_000, "{diff}");
    assert!(format!("{diff:#}").len() > 100_000);

    insta::assert_snapshot!(show(&json!({}), &json!({"blob": vec![7; 1000]})), @"+ /blob  [7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7… (2001 bytes)");
}

#[test]
fn a_text_of_any_kind_can_be_shown() {
    for seed in 0..2_000 {
        let mut rng = fastrand::Rng::with_seed(seed);
        let mut text = || -> String {
            let length = rng.usize(0..120);
            (0..length).map(|_| *rng.choice(['a', ' ', 'ß', '→', '"', '\n', '🦊'].iter()).unwrap()).collect()
        };
        let (before, after) = (text(), text());
        let shown = show(&json!(before), &json!(after));
        assert_eq!(shown == "no change", before == after);
        assert_eq!(shown.lines().count(), 1, "seed {seed}: {shown}");
    }
}
