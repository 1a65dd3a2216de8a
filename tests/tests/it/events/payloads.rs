//! What is written, and what is refused when read.

use std::collections::HashMap;

use chronostack::{
    Event, Schema,
    codec::{Codec, DecodeError},
    schema::TypeSchema,
};
use serde::{Deserialize, Serialize};

use super::{encoded, survives};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Placed {
    customer: String,
    items: Vec<Item>,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Item {
    Book { pages: u16 },
    Gift(Box<Item>),
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(codec = json)]
struct Noted {
    #[serde(flatten)]
    other: HashMap<String, serde_json::Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Counted(u64);

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Weighed(u16, u16);

/// Written by hand, as a number.
#[derive(Event, Clone, Debug, PartialEq)]
#[schema(as = u32)]
struct Lit {
    on: bool,
}

impl Serialize for Lit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(u32::from(self.on))
    }
}

impl<'de> Deserialize<'de> for Lit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Ok(Self { on: u32::deserialize(deserializer)? == 1 })
    }
}

#[derive(Schema, Serialize)]
struct Batch {
    events: Vec<Counted>,
}

fn placed() -> Placed {
    let gift = Item::Gift(Box::new(Item::Book { pages: 300 }));
    Placed { customer: "ann".to_owned(), items: vec![Item::Book { pages: 7 }, gift] }
}

#[test]
fn a_payload_is_what_the_codec_writes() {
    let mut bytes = Vec::new();
    Codec::Postcard.encode(&placed(), &mut bytes).unwrap();
    assert_eq!(encoded(&placed()), bytes);
    let noted = Noted { other: HashMap::from([("n".to_owned(), 1.into())]), by: None };
    assert_eq!(encoded(&noted), br#"{"n":1}"#);
}

#[test]
fn an_event_of_every_kind_survives() {
    survives(&placed());
    survives(&Noted { other: HashMap::new(), by: Some("ann".to_owned()) });
    survives(&Counted(u64::MAX));
    survives(&Weighed(1, 2));
    survives(&Lit { on: true });
}

#[test]
fn bytes_that_do_not_fit_are_refused() {
    let mut bytes = encoded(&placed());
    bytes.push(0);
    let longer = Placed::decode(0, 1, Codec::Postcard, &bytes);
    assert!(matches!(longer, Err(DecodeError::Payload { .. })), "{longer:?}");
    let shorter = Placed::decode(0, 1, Codec::Postcard, &bytes[..3]);
    assert!(matches!(shorter, Err(DecodeError::Payload { .. })), "{shorter:?}");
}

/// A type that holds itself is read as deep as bytes say, which must not be deeper than the stack.
#[test]
fn what_is_nested_without_end_is_refused() {
    let nested = |depth: usize| {
        let mut gifts = vec![3, b'a', b'n', b'n', 1];
        gifts.extend(vec![1; depth]);
        gifts.extend([0, 7]);
        gifts
    };
    assert!(Placed::decode(0, 1, Codec::Postcard, &nested(200)).is_ok());
    let deep = Placed::decode(0, 1, Codec::Postcard, &nested(2_000_000));
    assert!(matches!(deep, Err(DecodeError::Payload { .. })), "{deep:?}");
    let json = "{\"Gift\":".repeat(1_000_000);
    assert!(Placed::decode(0, 1, Codec::Json, format!("{{\"customer\":\"\",\"items\":[{json}").as_bytes()).is_err());
}

/// What could be recorded and not read back would make its stream unreadable.
#[test]
fn what_is_nested_too_deep_to_be_read_back_is_not_encoded() {
    let gift = |depth| (0..depth).fold(Item::Book { pages: 7 }, |item, _| Item::Gift(Box::new(item)));
    let placed = |depth| Placed { customer: "ann".to_owned(), items: vec![gift(depth)] };
    survives(&placed(200));
    assert!(placed(1_000).encode(&mut Vec::new()).is_err());
    let value = |depth| (0..depth).fold(serde_json::Value::Null, |inner, _| vec![inner].into());
    let noted = |depth| Noted { other: HashMap::from([("n".to_owned(), value(depth))]), by: None };
    survives(&noted(126));
    assert!(noted(127).encode(&mut Vec::new()).is_err());
}

#[test]
fn the_codec_that_the_record_names_is_used() {
    let json = serde_json::to_vec(&placed()).unwrap();
    assert_eq!(Placed::decode(0, 1, Codec::Json, &json), Ok(placed()));
}

#[test]
fn a_version_that_is_not_known_is_named() {
    let newer = Placed::decode(0, 2, Codec::Postcard, &[]);
    assert_eq!(newer, Err(DecodeError::UnknownVersion { name: "placed".to_owned(), version: 2, newest: 1 }));
}

#[test]
fn an_event_tells_its_schema_and_may_be_part_of_another_type() {
    let schema = Placed::TYPES[0].schema;
    assert_eq!(**schema(), TypeSchema::of::<Placed>());
    assert!(std::ptr::eq(schema(), schema()), "it is computed once");
    assert_eq!(TypeSchema::of::<Lit>(), TypeSchema::of::<u32>());
    let text = format!("{:?}", TypeSchema::of::<Batch>());
    assert!(text.contains("List(U64)"), "{text}");
}
