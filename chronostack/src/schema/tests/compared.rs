//! What is said about two schemas that differ.

use std::collections::{BTreeMap, BTreeSet};

use crate::schema::{
    Definition, Field, Schema, Shape, TypeSchema, Variant, VariantShape, differences,
    tests::types::{Tree, field},
};

fn structure(fields: &[(&str, Shape)]) -> TypeSchema {
    let fields =
        fields.iter().map(|(name, shape)| Field { name: (*name).to_owned(), shape: shape.clone(), default: false });
    TypeSchema { root: Shape::Struct(fields.collect()), types: Vec::new() }
}

fn texts(stored: &TypeSchema, current: &TypeSchema) -> Vec<String> {
    differences(stored, current).iter().map(ToString::to_string).collect()
}

#[test]
fn of_fields() {
    let stored = structure(&[("cents", Shape::U64), ("gone", Shape::Bool)]);
    let current = structure(&[("cents", Shape::I64), ("method", Shape::String)]);
    assert_eq!(texts(&stored, &current), ["`gone` is gone", "`method` is new", "`cents` was u64 and is i64 now"]);
}

#[test]
fn of_what_may_be_missing_and_of_names() {
    let optional = || Shape::Option(Box::new(Shape::U64));
    let stored = structure(&[("a", Shape::U64), ("b", optional()), ("c", Shape::U8)]);
    let current = structure(&[("a", optional()), ("b", Shape::U64), ("other", Shape::U8), ("d", Shape::Bool)]);
    assert_eq!(
        texts(&stored, &current),
        ["`c` is named `other` now", "`d` is new", "`a` is optional now", "`b` is not optional any more"]
    );
}

#[test]
fn of_places() {
    let stored = structure(&[("a", Shape::U8), ("b", Shape::U8), ("c", Shape::U8)]);
    let swapped = structure(&[("b", Shape::U8), ("a", Shape::U8), ("c", Shape::U8)]);
    assert_eq!(
        texts(&stored, &swapped),
        ["`a` stood at place 1 and stands at 2 now", "`b` stood at place 2 and stands at 1 now"]
    );
    let shifted = structure(&[("b", Shape::U8), ("c", Shape::U8)]);
    assert_eq!(texts(&stored, &shifted), ["`a` is gone"]);
}

#[test]
fn of_what_is_nested() {
    type Stored = BTreeMap<String, Vec<(u8, Option<u16>)>>;
    type Current = BTreeMap<char, Vec<(u8, Option<i16>)>>;
    let (stored, current) = (TypeSchema::of::<Stored>(), TypeSchema::of::<Current>());
    assert_eq!(texts(&stored, &current), ["`[key]` was text and is char now", "`[][].1` was u16 and is i16 now"]);
    let (stored, current) = (TypeSchema::of::<Vec<u8>>(), TypeSchema::of::<BTreeSet<u8>>());
    assert_eq!(texts(&stored, &current), ["the whole was list of u8 and is set of u8 now"]);
}

#[test]
fn of_variants() {
    let variant = |name: &str, shape| Variant { name: name.to_owned(), shape };
    let schema = |variants| TypeSchema { root: Shape::Enum(variants), types: Vec::new() };
    let stored = schema(vec![
        variant("Card", VariantShape::Newtype(Shape::U8)),
        variant("Cash", VariantShape::Unit),
        variant("Old", VariantShape::Unit),
    ]);
    let current = schema(vec![
        variant("Card", VariantShape::Newtype(Shape::String)),
        variant("Cash", VariantShape::Struct(vec![field::<u8>("cents", &mut crate::schema::Shapes::default())])),
        variant("New", VariantShape::Unit),
    ]);
    assert_eq!(
        texts(&stored, &current),
        [
            "`Old` is named `New` now",
            "`Card.0` was u8 and is text now",
            "`Cash` was without fields and is of named fields now"
        ]
    );
}

#[test]
fn of_recursive_types_comes_to_an_end() {
    let stored = TypeSchema::of::<Tree>();
    assert_eq!(differences(&stored, &stored), []);
    let mut current = stored.clone();
    current.types[0].name = "Renamed".to_owned();
    assert_eq!(differences(&stored, &current), [], "the name of a Rust type is no part of the wire");
    let Shape::Enum(variants) = &mut current.types[0].shape else { panic!("a tree is an enum") };
    variants[1].shape = VariantShape::Newtype(u8::shape(&mut crate::schema::Shapes::default()));
    assert_eq!(texts(&stored, &current), ["`Named.0` was text and is u8 now"]);
}

#[test]
fn of_a_default() {
    let stored = structure(&[("a", Shape::U8)]);
    let mut current = stored.clone();
    let Shape::Struct(fields) = &mut current.root else { panic!("it is a struct") };
    fields[0].default = true;
    assert_eq!(texts(&stored, &current), ["`a` may be absent now"]);
}

#[test]
fn of_named_types_alone() {
    let definition = |shape| Definition { name: String::new(), shape };
    let direct = TypeSchema { root: Shape::U8, types: Vec::new() };
    let named = TypeSchema { root: Shape::Ref(0), types: vec![definition(Shape::U8)] };
    assert_eq!(texts(&direct, &named), ["the whole says the same by other named types"]);
}

#[test]
fn of_types_that_hold_each_other_twice_costs_no_product() {
    let chain = |wrap: fn(Shape) -> Shape| {
        let field = |name: &str, index| Field::new(name, wrap(Shape::Ref(index)), false);
        let level = |index: u32| Shape::Struct(vec![field("a", index + 1), field("b", index + 1)]);
        let mut types: Vec<Definition> =
            (0..60).map(|index| Definition { name: String::new(), shape: level(index) }).collect();
        types.push(Definition { name: String::new(), shape: wrap(Shape::U8) });
        TypeSchema { root: Shape::Ref(0), types }
    };
    let (stored, current) = (chain(|shape| shape), chain(|shape| Shape::Option(Box::new(shape))));
    assert!(!differences(&stored, &current).is_empty());
}
