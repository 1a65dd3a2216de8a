//! Rule 14: equal values have one encoding, whatever order their maps and sets are walked in.

use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::json;

use crate::{
    codec::Codec,
    schema::{Schema, Shape, TypeSchema, canonical, tests::types::Bags},
};

/// Equal values; each collection has a hasher of its own seed, so they are walked in different orders.
fn bags() -> Bags {
    let names = ["ann", "bob", "cleo", "a longer name", ""];
    let inner = || (0..9).map(|n| (n * 1000, vec![n % 2 == 0])).collect::<HashMap<_, _>>();
    Bags {
        tags: names.iter().map(|name| (*name).to_owned()).collect(),
        by_name: names.iter().map(|name| ((*name).to_owned(), inner())).collect(),
        rest: Some(((-20..20).collect::<HashSet<_>>(), 3)),
    }
}

fn encodings(codec: Codec) -> (usize, usize) {
    let schema = TypeSchema::of::<Bags>();
    let (mut plain, mut ordered) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..100 {
        let value = bags();
        let mut bytes = Vec::new();
        codec.encode(&value, &mut bytes).unwrap();
        let canonical = canonical(&schema, codec, &bytes).unwrap();
        assert_eq!(codec.decode::<Bags>(&canonical).unwrap(), value);
        plain.insert(bytes);
        ordered.insert(canonical);
    }
    (plain.len(), ordered.len())
}

#[test]
fn rule_14_one_encoding_for_equal_values() {
    for codec in [Codec::Postcard, Codec::Json] {
        let (plain, ordered) = encodings(codec);
        assert!(plain > 50, "the test needs values that are walked in different orders");
        assert_eq!(ordered, 1, "{codec:?}");
    }
}

fn json_in_order<T: Schema>(text: &str) -> String {
    String::from_utf8(canonical(&TypeSchema::of::<T>(), Codec::Json, text.as_bytes()).unwrap()).unwrap()
}

#[test]
fn json_of_any_shape_is_put_in_the_order_of_its_keys() {
    let ordered = json_in_order::<serde_json::Value>(r#"{"b": [{"z":1,"y":2}], "a": 1e400, "A": "\u00e9"}"#);
    assert_eq!(ordered, r#"{"A":"\u00e9","a":1e400,"b":[{"y":2,"z":1}]}"#);
}

#[test]
fn lists_keep_their_order() {
    assert_eq!(json_in_order::<Vec<u8>>("[3,1,2]"), "[3,1,2]");
    assert_eq!(json_in_order::<HashSet<u8>>("[3,1,2]"), "[1,2,3]");
    let schema = TypeSchema::of::<Vec<u8>>();
    assert_eq!(canonical(&schema, Codec::Postcard, &[3, 9, 8, 7]).unwrap(), [3, 9, 8, 7]);
}

#[test]
fn a_number_that_would_not_read_back_is_refused() {
    let schema = TypeSchema::of::<(f64, Option<f64>)>();
    let bytes = serde_json::to_vec(&json!([null, null])).unwrap();
    let error = canonical(&schema, Codec::Json, &bytes).unwrap_err();
    assert_eq!(error.to_string(), "byte 1: a number that is not finite has no JSON");
}

#[test]
fn whatever_holds_a_map_is_put_in_order() {
    assert!(TypeSchema::of::<Bags>().has_unordered());
    assert!(TypeSchema { root: Shape::Any, types: Vec::new() }.has_unordered());
    assert!(!TypeSchema::of::<Vec<(u8, String)>>().has_unordered());
}
