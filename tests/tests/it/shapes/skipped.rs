//! What is left out, and what may be absent.

#![allow(dead_code, reason = "what is skipped is not read here either")]

use chronostack::Schema;
use serde::{Deserialize, Serialize};

use super::agreement::agrees;

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Defaults {
    a: u8,
    #[serde(alias = "bee")]
    b: u8,
}

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Fields {
    a: u8,
    #[serde(skip)]
    b: u8,
    #[serde(skip_serializing, skip_deserializing)]
    c: u8,
    d: bool,
}

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct InTuple(u8, #[serde(skip)] u8, bool);

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct ToOne(#[serde(skip)] u8, u16);

/// serde writes the only field of a newtype all the same.
#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
struct Only(#[serde(skip)] u8);

#[derive(Schema, Debug, Serialize, Deserialize)]
enum Variants {
    A,
    B(#[serde(skip)] u8),
    C(u8, #[serde(skip)] u8),
    D {
        #[serde(skip)]
        a: u8,
        #[serde(default)]
        b: u8,
    },
    #[serde(skip)]
    Skipped,
    #[serde(skip)]
    SkippedToo,
}

#[test]
fn in_structs() {
    agrees::<Defaults>(20);
    agrees::<Fields>(20);
    agrees::<InTuple>(20);
    agrees::<ToOne>(20);
    agrees::<Only>(20);
}

#[test]
fn in_enums() {
    agrees::<Variants>(10);
}
