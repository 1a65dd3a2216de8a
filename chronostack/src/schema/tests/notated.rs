//! Shapes as text and back.

use std::{
    collections::{BTreeMap, BTreeSet},
    net::SocketAddr,
    ops::Bound,
    time::Duration,
};

use fastrand::Rng;

use crate::schema::{
    Definition, Field, Schema, Shape, TypeSchema, Variant, VariantShape,
    notation::{read, write},
    tests::types::{Bags, Tree},
};

/// Asserts that the text says all, names and defaults too, which equality passes over.
fn survives(schema: &TypeSchema) -> String {
    let lines = write(schema);
    let borrowed: Vec<&str> = lines.iter().map(String::as_str).collect();
    let back = read(borrowed[0], &borrowed[1..]).unwrap_or_else(|error| panic!("{error} in {lines:#?}"));
    assert_eq!(format!("{back:?}"), format!("{schema:?}"), "{lines:#?}");
    lines.join("\n")
}

#[test]
fn a_recursive_type() {
    assert_eq!(
        survives(&TypeSchema::of::<Tree>()),
        "Tree\n\
         enum Tree\n\
         \u{20} Leaf\n\
         \u{20} Named(text)\n\
         \u{20} Pair(Tree, Tree)\n\
         \u{20} Node { children: [Tree], weights: {u32: f64}, mark: char? }"
    );
    assert_eq!(
        survives(&TypeSchema::of::<Bags>()),
        "Bags\nstruct Bags\n  tags: {text}\n  by_name: {text: {u64: [bool]}}\n  rest: ({i32}, u8)?"
    );
}

#[test]
fn types_without_a_name() {
    fn text<T: Schema>() -> String {
        survives(&TypeSchema::of::<T>())
    }
    assert_eq!(text::<[u8; 16]>(), "(u8; 16)");
    assert_eq!(text::<(u8,)>(), "(u8,)");
    assert_eq!(text::<Option<Option<()>>>(), "unit??");
    assert_eq!(text::<BTreeMap<(u8, String), BTreeSet<char>>>(), "{(u8, text): {char}}");
    assert_eq!(
        text::<Result<Duration, Bound<i8>>>(),
        "enum { Ok(struct { secs: u64, nanos: u32 }), Err(enum { Unbounded, Included(i8), Excluded(i8) }) }"
    );
    assert_eq!(text::<jiff::Timestamp>(), "text(timestamp)");
    assert!(text::<SocketAddr>().starts_with("text(socket: enum { V4(text(socket-v4: (text(ipv4: (u8; 4)), u16)))"));
}

#[test]
fn names_that_are_no_words_or_not_unique() {
    let definition = |name: &str, shape| Definition { name: name.to_owned(), shape };
    let schema = TypeSchema {
        root: Shape::Tuple((0..4).map(Shape::Ref).collect()),
        types: vec![
            definition("text", Shape::U8),
            definition("Page<u8>", Shape::Struct(vec![Field::new("größe \"x\"", Shape::Ref(3), true)])),
            definition("Same", Shape::Enum(vec![Variant::new("1st", VariantShape::Tuple(vec![Shape::U8]))])),
            definition("Same", Shape::Struct(vec![])),
        ],
    };
    assert_eq!(
        survives(&schema),
        "(text#0, \"Page<u8>\"#1, Same#2, Same#3)\n\
         type text#0 = u8\n\
         struct \"Page<u8>\"#1\n  \"größe \\\"x\\\"\": Same#3 default\n\
         enum Same#2\n  \"1st\"(u8,)\n\
         struct Same#3"
    );
}

#[test]
fn any_shape() {
    let mut rng = Rng::with_seed(7);
    for _ in 0..2000 {
        let types = (0..3).map(|index| Definition { name: format!("T{index}"), shape: random(&mut rng, 3) }).collect();
        survives(&TypeSchema { root: random(&mut rng, 3), types });
    }
}

fn random(rng: &mut Rng, depth: u8) -> Shape {
    let kinds = if depth == 0 { 5 } else { 13 };
    let some = |rng: &mut Rng| Box::new(random(rng, depth - 1));
    let many = |rng: &mut Rng| (0..rng.usize(..4)).map(|_| random(rng, depth - 1)).collect::<Vec<_>>();
    let fields = |rng: &mut Rng| {
        many(rng)
            .into_iter()
            .map(|shape| Field::new(rng.choice(["a", "default", "b c"]).unwrap(), shape, rng.bool()))
            .collect::<Vec<_>>()
    };
    match rng.u8(..kinds) {
        0 => Shape::U64,
        1 => Shape::String,
        2 => Shape::Any,
        3 => Shape::Ref(rng.u32(..3)),
        4 => Shape::Unit,
        5 => Shape::Option(some(rng)),
        6 => Shape::List(some(rng)),
        7 => Shape::Set(some(rng)),
        8 => Shape::Map(some(rng), some(rng)),
        9 => Shape::Tuple(many(rng)),
        10 => Shape::Struct(fields(rng)),
        11 => Shape::Text { format: "of two words".to_owned(), binary: some(rng) },
        _ => Shape::Enum(
            (0..rng.u8(..4))
                .map(|_| {
                    let shape = match rng.u8(..4) {
                        0 => VariantShape::Unit,
                        1 => VariantShape::Newtype(*some(rng)),
                        2 => VariantShape::Tuple(many(rng)),
                        _ => VariantShape::Struct(fields(rng)),
                    };
                    Variant::new(rng.choice(["A", "default", "!"]).unwrap(), shape)
                })
                .collect(),
        ),
    }
}

#[test]
fn what_cannot_be_read_is_shown() {
    let error = |root: &str, lines: &[&str]| read(root, lines).unwrap_err().to_string();
    assert_eq!(
        error("Methd", &["enum Method", "  Card"]),
        "expected a shape, or a type that is defined here, found \"Methd\""
    );
    assert_eq!(error("u8 u8", &[]), "expected the end of the line, found \"u8\"");
    assert_eq!(error("[u8", &[]), "expected `]`, found \"\"");
    assert_eq!(error("u8", &["  a: u8"]), "expected a type, which this is a part of, found \"a: u8\"");
    assert!(error(&"[".repeat(10_000), &[]).starts_with("expected a shape that is nested less deep"));
}
