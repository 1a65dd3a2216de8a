use serde_json::{Value, json};

use crate::shown::{Bounds, Shown};

/// Small enough to see what is cut.
const SMALL: Bounds = Bounds { text_bytes: 8, levels: 3, items: 3, values: 12, bytes: 200 };

fn shown(json: &str, bounds: &Bounds) -> (Value, Value) {
    let shown = Shown::of_json(json, bounds);
    (serde_json::from_str(shown.value.get()).unwrap(), serde_json::to_value(&shown.cut).unwrap())
}

#[test]
fn what_is_small_stays_as_it_is_written() {
    let written = r#"{"b":1.50,"a":[true,null,-3],"\u00e9":"</script>\n\ud83d\ude00"}"#;
    let shown = Shown::of_json(written, &Bounds::SINGLE);
    assert_eq!(shown.value.get(), written);
    assert!(shown.cut.is_empty());
    for json in ["{}", "[]", "[[],{}]", "\"\"", "0", "null", r#"{"":{"":[]}}"#] {
        assert_eq!(Shown::of_json(json, &Bounds::SINGLE).value.get(), json);
    }
}

#[test]
fn white_space_between_parts_is_left_out() {
    assert_eq!(Shown::of_json(" { \"a\" : [ 1 ,\n 2 ] } ", &Bounds::SINGLE).value.get(), r#"{"a":[1,2]}"#);
}

#[test]
fn long_texts_are_cut_between_characters_and_told() {
    let (value, cut) = shown(r#"{"t":"0123456789","u":"ééééé","v":"\u0000\u0000\n\n\n\n\n\n"}"#, &SMALL);
    assert_eq!(value, json!({"t": "01234567", "u": "éééé", "v": "\0\0\n\n\n\n\n\n"}));
    assert_eq!(cut, json!([{"pointer": "/t", "what": "text", "of": 10}, {"pointer": "/u", "what": "text", "of": 10}]));
    // A character is not cut in two: of three bytes each, two fit into eight.
    assert_eq!(shown("\"€€€\"", &SMALL).0, json!("€€"));
}

#[test]
fn long_names_are_cut_too() {
    let (value, cut) = shown(r#"{"a/b~c4567890":{"x":"0123456789"}}"#, &SMALL);
    assert_eq!(value, json!({"a/b~c456": {"x": "01234567"}}));
    assert_eq!(cut[1], json!({"pointer": "/a~1b~0c456/x", "what": "text", "of": 10}));
}

#[test]
fn items_that_are_too_many_are_counted() {
    let (value, cut) = shown(r#"{"a":[1,[2],{"x":3},[4,[5]],{"y":6}],"b":1,"c":2,"d":{"z":[1]},"e":4}"#, &SMALL);
    assert_eq!(value, json!({"a": [1, [2], {"x": 3}], "b": 1, "c": 2}));
    assert_eq!(cut, json!([{"pointer": "/a", "what": "items", "of": 5}, {"pointer": "", "what": "items", "of": 5}]));
}

#[test]
fn what_stands_too_deep_is_empty_and_its_levels_are_told() {
    let (value, cut) = shown(r#"[[[{"a":[1]},[],{}]]]"#, &SMALL);
    assert_eq!(value, json!([[[{}, [], {}]]]));
    assert_eq!(cut, json!([{"pointer": "/0/0/0", "what": "depth", "of": 5}]));
}

#[test]
fn no_nesting_overflows_a_small_stack() {
    let deep = |open: &str, close: &str, levels: usize| open.repeat(levels) + "1" + &close.repeat(levels);
    let small_stack = std::thread::Builder::new().stack_size(64 << 10);
    let walked = small_stack.spawn(move || {
        let (arrays, objects) = (deep("[", "]", 1_000_000), deep("{\"a\":", "}", 1_000));
        [arrays, objects].map(|json| Shown::of_json(&json, &Bounds::SINGLE))
    });
    let [arrays, objects] = walked.unwrap().join().unwrap().map(|shown| serde_json::to_value(&shown.cut).unwrap());
    assert_eq!(arrays, json!([{"pointer": "/0".repeat(64), "what": "depth", "of": 1_000_000}]));
    assert_eq!(objects, json!([{"pointer": "/a".repeat(64), "what": "depth", "of": 1_000}]));
}

#[test]
fn integers_that_a_browser_would_round_are_texts() {
    let (value, cut) = shown("[9007199254740991,9007199254740992,-18446744073709551616]", &Bounds::SINGLE);
    assert_eq!(value, json!([9_007_199_254_740_991_u64, "9007199254740992", "-18446744073709551616"]));
    assert_eq!(cut[0], json!({"pointer": "/1", "what": "number", "of": 16}));
    let (long, _) = shown(&"9".repeat(100), &Bounds::SINGLE);
    assert_eq!(long, json!("9".repeat(100)));
    assert_eq!(shown("1e300", &Bounds::SINGLE).0, json!(1e300));
}

#[test]
fn the_whole_is_bounded_whatever_its_parts_are() {
    let text = format!("{:?}", "x".repeat(200));
    let wide = format!("[{}]", vec![format!("[{}]", vec![text.as_str(); 200].join(",")); 200].join(","));
    let long_names = format!("[{}]", vec![format!("{{{:?}:{text}}}", "k".repeat(2_000)); 2_000].join(","));
    for json in [wide, long_names] {
        let shown = Shown::of_json(&json, &Bounds::LIST);
        let answer = serde_json::to_string(&shown).unwrap().len();
        assert!(answer < 3 * Bounds::LIST.bytes, "{answer} bytes of {}", json.len());
        assert!(!shown.cut.is_empty());
    }
}

#[test]
fn ten_megabytes_of_text_are_shown_in_part() {
    let (value, cut) = shown(&format!("{:?}", "</script>".repeat(1 << 20)), &Bounds::SINGLE);
    assert_eq!(value.as_str().unwrap().len(), 16 << 10);
    assert_eq!(cut, json!([{"pointer": "", "what": "text", "of": 9 << 20}]));
}

#[test]
fn half_of_an_escaped_character_is_shown() {
    let shown = Shown::of_json(r#"["\ud800"]"#, &Bounds::SINGLE);
    assert_eq!(shown.value.get(), r#"["\ud800"]"#);
}

#[test]
fn what_is_no_json_becomes_null() {
    for text in ["", "{", "[1", "]", "\"", "}{", "[\"a", "nul", "{\"a\" 1"] {
        let shown = Shown::of_json(text, &Bounds::SINGLE);
        assert!(serde_json::from_str::<Value>(shown.value.get()).is_ok(), "{text}: {}", shown.value);
    }
}
