//! Variants that are event types of their own.

use std::collections::BTreeMap;

use chronostack::{
    Event, Schema,
    codec::{Codec, DecodeError},
    schema::{TypeSchema, to_json},
};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{encoded, survives, types};

#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Sku(String);

/// serde's traits are for the set as a whole; its attributes on fields hold for the payloads.
#[derive(Event, Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all_fields = "camelCase", deny_unknown_fields)]
enum CartEvent {
    ItemAdded {
        item_sku: Sku,
        #[serde(rename = "count", default)]
        quantity: u32,
        #[serde(skip)]
        seen: bool,
        #[serde(with = "reversed")]
        #[schema(as = String)]
        secret: String,
    },
    #[serde(rename_all = "UPPERCASE")]
    Moved {
        to: i32,
    },
    Scaled(f32, #[serde(skip)] u8, f32),
    Emptied,
    Nothing {},
    #[event(inline, version = 2, upcast(TitledV1))]
    Titled(String),
    Undone {
        what: Box<Self>,
    },
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "cart.titled")]
struct TitledV1 {
    title: String,
}

impl From<TitledV1> for CartEvent {
    fn from(old: TitledV1) -> Self {
        Self::Titled(old.title)
    }
}

/// JSON carries all of these but one.
#[derive(Event, Clone, Debug, PartialEq)]
#[event(codec = json)]
enum FormEvent {
    Filled {
        #[serde(flatten)]
        fields: BTreeMap<String, serde_json::Value>,
        #[serde(skip_serializing_if = "Option::is_none")]
        by: Option<String>,
    },
    #[event(codec = postcard)]
    Sent { at: u64 },
}

mod reversed {
    use serde::{Deserialize, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&text.chars().rev().collect::<String>())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
        Ok(String::deserialize(deserializer)?.chars().rev().collect())
    }
}

fn added() -> CartEvent {
    CartEvent::ItemAdded { item_sku: Sku("b-1".to_owned()), quantity: 2, seen: false, secret: "abc".to_owned() }
}

/// The payload as its schema reads it.
fn read(event: &impl Event) -> serde_json::Value {
    let event_type = event.event_type();
    to_json((event_type.schema)(), event_type.codec, &encoded(event)).unwrap()
}

#[test]
fn every_kind_survives() {
    let events = [
        CartEvent::Moved { to: -1 },
        CartEvent::Scaled(1.5, 0, 2.5),
        CartEvent::Emptied,
        CartEvent::Nothing {},
        CartEvent::Titled("mine".to_owned()),
        CartEvent::Undone { what: Box::new(added()) },
        added(),
    ];
    events.iter().for_each(survives);
    survives(&FormEvent::Filled { fields: BTreeMap::from([("a".to_owned(), json!([1]))]), by: None });
    survives(&FormEvent::Sent { at: 3 });
}

#[test]
fn serdes_attributes_on_their_fields_hold() {
    assert_eq!(read(&added()), json!({ "itemSku": "b-1", "count": 2, "secret": "cba" }));
    assert_eq!(read(&CartEvent::Moved { to: 1 }), json!({ "TO": 1 }));
    assert_eq!(read(&CartEvent::Scaled(1.5, 9, 2.5)), json!([1.5, 2.5]));
    assert_eq!(read(&CartEvent::Emptied), json!(null));
    assert_eq!(read(&CartEvent::Nothing {}), json!({}));
    assert_eq!(read(&CartEvent::Titled("mine".to_owned())), json!("mine"));
    let from_json = |text: &str| CartEvent::decode(0, 1, Codec::Json, text.as_bytes());
    assert!(from_json(r#"{"itemSku":"b","secret":""}"#).is_ok(), "the default stands in");
    assert!(matches!(from_json(r#"{"itemSku":"b","secret":"","more":1}"#), Err(DecodeError::Payload { .. })));
}

#[test]
fn their_codec_is_the_sets_unless_they_say_otherwise() {
    assert_eq!(FormEvent::TYPES.iter().map(|event| event.codec).collect::<Vec<_>>(), [Codec::Json, Codec::Postcard]);
    let filled = FormEvent::Filled { fields: BTreeMap::from([("a".to_owned(), json!(1))]), by: None };
    assert_eq!(encoded(&filled), br#"{"a":1}"#);
}

#[test]
fn an_older_version_becomes_the_set() {
    assert!(types::<CartEvent>().contains(&"cart.titled v2".to_owned()));
    let payload = encoded(&TitledV1 { title: "mine".to_owned() });
    let index = CartEvent::Titled(String::new()).type_index();
    assert_eq!(CartEvent::decode(index, 1, Codec::Postcard, &payload), Ok(CartEvent::Titled("mine".to_owned())));
    let newer = CartEvent::decode(index, 3, Codec::Postcard, &payload);
    assert_eq!(newer, Err(DecodeError::UnknownVersion { name: "cart.titled".to_owned(), version: 3, newest: 2 }));
}

#[test]
fn their_schemas_name_the_variant_for_people() {
    let schema = CartEvent::TYPES[0].schema;
    assert_eq!(schema().types[0].name, "ItemAdded");
    assert_ne!(**schema(), TypeSchema::of::<CartEvent>());
}
