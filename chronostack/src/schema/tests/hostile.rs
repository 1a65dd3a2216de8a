//! Bytes and schemas that mean harm: an error with its place, in bounded time and memory.

use std::collections::BTreeMap;

use serde_json::json;

use crate::{
    codec::Codec,
    limits::{SCHEMA_DEPTH_MAX, SHAPE_DEPTH_MAX},
    schema::{
        Definition, DynamicError, Field, Schema, Shape, TypeSchema, canonical, check, differences, tests::types::Tree,
        to_json, to_json_text,
    },
};

fn read<T: Schema>(bytes: &[u8]) -> DynamicError {
    read_as(&TypeSchema::of::<T>(), bytes)
}

fn read_as(schema: &TypeSchema, bytes: &[u8]) -> DynamicError {
    let error = to_json(schema, Codec::Postcard, bytes).unwrap_err();
    assert_eq!(canonical(schema, Codec::Postcard, bytes).unwrap_err(), error, "all readers see the same");
    assert_eq!(check(schema, Codec::Postcard, bytes).unwrap_err(), error, "all readers see the same");
    error
}

#[test]
fn bytes_that_end_early() {
    assert_eq!(read::<(u8, u32)>(&[1]), DynamicError::Truncated { offset: 1, expected: "number" });
    assert_eq!(read::<f64>(&[0; 7]), DynamicError::Truncated { offset: 0, expected: "number" });
}

#[test]
fn bytes_that_are_left_over() {
    assert_eq!(read::<u8>(&[1, 2, 3]), DynamicError::Trailing { offset: 1, bytes: 2 });
}

#[test]
fn lengths_beyond_the_end() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let expected = DynamicError::Length { offset: 0, length: usize::MAX, left: 0 };
    assert_eq!(read::<String>(&huge), expected);
    assert_eq!(read::<Vec<u64>>(&huge), expected);
    assert_eq!(read::<BTreeMap<u8, u8>>(&huge), expected);
    assert_eq!(read::<Vec<()>>(&huge), expected);
}

#[test]
fn many_values_of_no_bytes() {
    // 65,535 units for each three bytes.
    let inner = [0xff, 0xff, 0x03];
    let bytes: Vec<u8> = [100].into_iter().chain(inner.into_iter().cycle().take(300)).collect();
    assert!(matches!(read::<Vec<Vec<()>>>(&bytes), DynamicError::Empty { .. }));
    let units = postcard::to_allocvec(&vec![(); 1000]).unwrap();
    assert_eq!(to_json(&TypeSchema::of::<Vec<()>>(), Codec::Postcard, &units).unwrap(), json!(vec![(); 1000]));
}

#[test]
fn bytes_that_are_nested_without_end() {
    let pairs = vec![2; 100_000];
    assert_eq!(read::<Tree>(&pairs), DynamicError::Depth { offset: SCHEMA_DEPTH_MAX, max: SCHEMA_DEPTH_MAX });
}

#[test]
fn values_that_are_none_of_their_type() {
    assert_eq!(read::<bool>(&[2]), DynamicError::Invalid { offset: 0, expected: "bool" });
    assert_eq!(read::<Option<u8>>(&[9]), DynamicError::Invalid { offset: 0, expected: "option" });
    assert_eq!(read::<u16>(&[0xff, 0xff, 0x04]), DynamicError::Invalid { offset: 0, expected: "number" });
    assert_eq!(read::<String>(&[1, 0xff]), DynamicError::Invalid { offset: 0, expected: "text" });
    assert_eq!(read::<char>(&[2, b'a', b'b']), DynamicError::Invalid { offset: 0, expected: "character" });
    assert_eq!(read::<(u8, Tree)>(&[0, 7]), DynamicError::Variant { offset: 1, index: 7, variants: 4 });
}

#[test]
fn schemas_that_do_not_hold_together() {
    let nowhere = TypeSchema { root: Shape::Ref(3), types: Vec::new() };
    assert!(matches!(read_as(&nowhere, &[]), DynamicError::Schema { .. }));
    let circle =
        TypeSchema { root: Shape::Ref(0), types: vec![Definition { name: "Circle".to_owned(), shape: Shape::Ref(0) }] };
    assert!(matches!(read_as(&circle, &[]), DynamicError::Schema { .. }));
    let any = TypeSchema { root: Shape::Any, types: Vec::new() };
    assert!(matches!(read_as(&any, &[0]), DynamicError::Schema { .. }));
}

#[test]
fn a_schema_that_doubles_at_each_level() {
    let double = |next| Shape::Tuple(vec![Shape::Ref(next), Shape::Ref(next)]);
    let shapes = (1..60).map(double).chain([Shape::Unit]);
    let types = shapes.map(|shape| Definition { name: String::new(), shape }).collect();
    let schema = TypeSchema { root: Shape::Ref(0), types };
    assert!(matches!(read_as(&schema, &[]), DynamicError::Empty { .. }));
}

#[test]
fn no_bytes_make_a_reader_panic() {
    let rng = &mut fastrand::Rng::with_seed(1);
    let schema = TypeSchema::of::<(Tree, Option<BTreeMap<String, (f32, i128, std::net::SocketAddr)>>)>();
    let valid = postcard::to_allocvec(&(
        Tree::Pair(Box::new(Tree::Named("x".to_owned())), Box::new(Tree::Leaf)),
        Some(BTreeMap::from([(
            "k".to_owned(),
            (1.0_f32, -5_i128, "1.2.3.4:5".parse::<std::net::SocketAddr>().unwrap()),
        )])),
    ))
    .unwrap();
    for _ in 0..20_000 {
        let mut bytes = valid.clone();
        for _ in 0..rng.usize(1..4) {
            let place = rng.usize(..bytes.len());
            bytes[place] = rng.u8(..);
        }
        bytes.truncate(rng.usize(..=bytes.len()));
        let read = to_json(&schema, Codec::Postcard, &bytes);
        assert_eq!(read.is_ok(), canonical(&schema, Codec::Postcard, &bytes).is_ok());
        assert_eq!(read.is_ok(), check(&schema, Codec::Postcard, &bytes).is_ok());
    }
}

#[test]
fn json_that_is_none() {
    let schema = TypeSchema::of::<u8>();
    let error = to_json(&schema, Codec::Json, b"[1,\n 2,,]").unwrap_err();
    assert!(matches!(error, DynamicError::Json { offset: 7, .. }), "{error:?}");
    assert!(canonical(&schema, Codec::Json, b"{").is_err());
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let any = TypeSchema { root: Shape::Any, types: Vec::new() };
    assert!(to_json(&any, Codec::Json, deep.as_bytes()).is_err());
    assert!(matches!(canonical(&any, Codec::Json, deep.as_bytes()), Err(DynamicError::Depth { .. })));
    assert!(check(&any, Codec::Json, deep.as_bytes()).is_err());
    // What can be put in order can be read back.
    for depth in 120..135 {
        let json = "[".repeat(depth) + "\"[[\\\"[\"" + &"]".repeat(depth);
        let read = serde_json::from_str::<serde_json::Value>(&json).is_ok();
        assert_eq!(canonical(&any, Codec::Json, json.as_bytes()).is_ok(), read, "{depth} levels");
        assert_eq!(check(&any, Codec::Json, json.as_bytes()).is_ok(), read, "{depth} levels");
    }
}

/// A chain of so many types, each an option of the next.
fn chain(types: u32, link: impl Fn(u32) -> Shape) -> TypeSchema {
    let shapes = (1..types).map(link).chain([Shape::U8]);
    let types = shapes.map(|shape| Definition { name: String::new(), shape }).collect();
    TypeSchema { root: Shape::Ref(0), types }
}

#[test]
fn schemas_that_are_nested_without_end() {
    // In postcard: an option of an option of …
    let option = postcard::to_allocvec(&Shape::Option(Box::new(Shape::U8))).unwrap()[0];
    let depth = |depth: usize| {
        let bytes: Vec<u8> = [option].into_iter().cycle().take(depth).chain([1, 0]).collect();
        postcard::from_bytes::<TypeSchema>(&bytes)
    };
    assert!(depth(SHAPE_DEPTH_MAX - 1).is_ok());
    assert!(depth(SHAPE_DEPTH_MAX).is_err());
    assert!(depth(1_000_000).is_err());
    assert!(depth(SHAPE_DEPTH_MAX - 1).is_ok(), "an error leaves no trace");
    let json = format!("{{\"root\":{}", "{\"Option\":".repeat(1_000_000));
    assert!(serde_json::from_str::<TypeSchema>(&json).is_err());
}

#[test]
fn schemas_of_long_chains() {
    let options = chain(100_000, |next| Shape::Option(Box::new(Shape::Ref(next))));
    assert!(matches!(read_as(&options, &vec![1; 100_000]), DynamicError::Depth { .. }));
    assert!(check(&options, Codec::Json, b"1").is_err());
    // A type of today that holds itself is held against each of them.
    let own = TypeSchema {
        root: Shape::Ref(0),
        types: vec![Definition { name: String::new(), shape: Shape::Option(Box::new(Shape::Ref(0))) }],
    };
    assert!(!differences(&options, &own).is_empty());
    assert!(own.is_recursive() && !options.is_recursive());
    // Each value would be looked for along the chain.
    let list = TypeSchema { root: Shape::List(Box::new(Shape::Ref(0))), ..chain(100_000, Shape::Ref) };
    let bytes: Vec<u8> = [0xff, 0xff, 0x3f].into_iter().chain(vec![0; 1 << 20]).collect();
    assert!(matches!(read_as(&list, &bytes), DynamicError::Schema { .. }));
}

#[test]
fn names_that_would_fill_the_memory() {
    let field = Field::new(&"x".repeat(1 << 16), Shape::U8, false);
    let schema = TypeSchema { root: Shape::List(Box::new(Shape::Struct(vec![field]))), types: Vec::new() };
    let bytes: Vec<u8> = [0xff, 0xff, 0x03].into_iter().chain(vec![0; 0xffff]).collect();
    assert!(check(&schema, Codec::Postcard, &bytes).is_ok());
    assert!(matches!(to_json_text(&schema, Codec::Postcard, &bytes), Err(DynamicError::Names { .. })));
    assert!(matches!(to_json(&schema, Codec::Postcard, &bytes), Err(DynamicError::Names { .. })));

    // A key within a key is escaped once more at each level.
    let root = (0..50).fold(Shape::U8, |key, _| Shape::Map(Box::new(key), Box::new(Shape::U8)));
    let schema = TypeSchema { root, types: Vec::new() };
    let bytes = [[1; 50], [0; 50]].concat().into_iter().chain([0]).collect::<Vec<_>>();
    assert!(check(&schema, Codec::Postcard, &bytes).is_ok());
    assert!(matches!(to_json_text(&schema, Codec::Postcard, &bytes), Err(DynamicError::Names { .. })));
}

#[test]
fn json_of_a_large_schema_costs_no_product() {
    let fields = (0..20_000).map(|n| Field::new(&format!("field {n:06}"), Shape::U8, true)).collect();
    let schema = TypeSchema { root: Shape::List(Box::new(Shape::Struct(fields))), types: Vec::new() };
    let json = format!("[{}{{}}]", "{},".repeat(30_000));
    assert!(check(&schema, Codec::Json, json.as_bytes()).is_err());
    assert!(check(&schema, Codec::Json, b"[{},{\"field 000007\":1,\"field 000003\":2}]").is_ok());
}
