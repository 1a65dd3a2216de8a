//! Structs and enums of every kind.

use chronostack::Schema;
use serde::{Deserialize, Serialize};

use super::agreement::agrees;

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Unit;

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Empty {}

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Newtype(u32);

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Tuple(u8, String, Option<i8>);

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Fields {
    number: u32,
    text: String,
    unit: Unit,
    nested: Newtype,
    empty: Empty,
}

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct RawNames {
    r#type: u8,
    r#match: u8,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
enum OneOfEach {
    Unit,
    Newtype(Option<bool>),
    Tuple(u8, String),
    Struct { a: i16, b: char },
    EmptyTuple(),
    EmptyStruct {},
}

#[derive(Schema, Debug, Serialize, Deserialize)]
enum RawVariants {
    r#Await,
    r#Yield { r#in: u8 },
}

#[test]
fn structs() {
    agrees::<Unit>(1);
    agrees::<Empty>(1);
    agrees::<Newtype>(20);
    agrees::<Tuple>(20);
    agrees::<Fields>(20);
}

#[test]
fn enums() {
    agrees::<OneOfEach>(20);
}

#[test]
fn names_that_are_keywords() {
    agrees::<RawNames>(20);
    agrees::<RawVariants>(10);
}
