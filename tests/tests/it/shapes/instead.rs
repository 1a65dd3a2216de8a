//! Types and fields that are written as something else.

use std::marker::PhantomData;

use chronostack::Schema;
use serde::{Deserialize, Serialize};

use super::agreement::agrees;

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Transparent {
    #[serde(skip)]
    #[allow(dead_code, reason = "it is skipped")]
    cache: u8,
    value: Vec<u16>,
}

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
struct Marked<T>(PhantomData<T>, i64);

#[derive(Schema, Debug, Clone, Default, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
struct Converted {
    number: u32,
}

impl From<Converted> for String {
    fn from(converted: Converted) -> Self {
        "x".repeat(converted.number as usize)
    }
}

impl From<String> for Converted {
    fn from(text: String) -> Self {
        Self { number: text.len().try_into().unwrap_or_default() }
    }
}

mod shouted {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&format!("{text}!"))
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        Ok(String::deserialize(deserializer)?.trim_end_matches('!').to_owned())
    }
}

/// Written by hand as a pair.
#[derive(Schema, Debug)]
#[schema(as = (u8, bool))]
struct ByHand {
    number: u8,
    flag: bool,
}

impl Serialize for ByHand {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        (self.number, self.flag).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for ByHand {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        <(u8, bool)>::deserialize(deserializer).map(|(number, flag)| Self { number, flag })
    }
}

/// Without a schema.
#[derive(Debug, Default, Clone, Serialize, Deserialize)]
struct Foreign {
    inner: u16,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
struct ForeignShape {
    inner: u16,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
struct Says {
    #[serde(with = "shouted")]
    #[schema(as = String)]
    text: String,
    #[schema(as = ForeignShape)]
    foreign: Foreign,
    #[schema(as = Vec<ForeignShape>)]
    foreigners: Vec<Foreign>,
    by_hand: ByHand,
}

#[test]
fn whole_types() {
    agrees::<Transparent>(20);
    agrees::<Marked<Foreign>>(20);
    agrees::<Converted>(5);
    agrees::<ByHand>(20);
}

#[test]
fn single_fields() {
    agrees::<Says>(20);
}
