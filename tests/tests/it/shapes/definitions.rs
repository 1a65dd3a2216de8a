//! Which types have a name in a schema, and which fields may be absent.

use chronostack::{
    Schema,
    schema::{Shape, TypeSchema},
};
use serde::{Deserialize, Serialize};

use super::agreement::agrees;

#[derive(Schema, Debug, Serialize, Deserialize)]
struct Tree {
    name: String,
    children: Vec<Tree>,
    parent: Option<Box<Node>>,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
enum Node {
    Leaf(u8),
    Pair(Box<Node>, Box<Tree>),
}

/// A newtype that holds itself.
#[derive(Schema, Debug, Serialize, Deserialize)]
struct Nested(Vec<Nested>);

#[derive(Schema, Debug, Serialize, Deserialize)]
struct Cents(u64);

#[derive(Schema, Debug, Serialize, Deserialize)]
struct Priced {
    price: Cents,
    before: Option<Cents>,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
struct PricedPlainly {
    price: u64,
    before: Option<u64>,
}

#[derive(Schema, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
struct AllDefault {
    a: u8,
    b: u8,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
struct OneDefault {
    a: Option<u8>,
    #[serde(default = "five")]
    b: u8,
}

fn five() -> u8 {
    5
}

fn names<T: Schema>() -> Vec<String> {
    TypeSchema::of::<T>().types.into_iter().map(|definition| definition.name).collect()
}

fn defaults<T: Schema>() -> Vec<bool> {
    match &TypeSchema::of::<T>().types[0].shape {
        Shape::Struct(fields) => fields.iter().map(|field| field.default).collect(),
        other => panic!("{other:?} is no struct"),
    }
}

#[test]
fn types_that_hold_themselves_have_an_end() {
    agrees::<Tree>(20);
    agrees::<Node>(20);
    agrees::<Nested>(5);
    assert_eq!(names::<Tree>(), ["Tree", "Node"]);
    assert_eq!(names::<Nested>(), ["Nested"]);
}

#[test]
fn a_newtype_takes_no_part() {
    assert_eq!(names::<Cents>(), [""; 0]);
    assert_eq!(TypeSchema::of::<Priced>(), TypeSchema::of::<PricedPlainly>());
    assert_eq!(TypeSchema::of::<Priced>().hash(), TypeSchema::of::<PricedPlainly>().hash());
}

#[test]
fn a_field_with_a_default_may_be_absent() {
    assert_eq!(defaults::<AllDefault>(), [true, true]);
    assert_eq!(defaults::<OneDefault>(), [false, true]);
}
