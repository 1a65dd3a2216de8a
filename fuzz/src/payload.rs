//! A schema, and a payload that is said to fit it.
//!
//! The bytes are the schema in postcard, which is dense enough to be mutated well, and then the payload.

use chronostack::{
    Event,
    codec::Codec,
    schema::{TypeSchema, canonical, check, differences, to_json, to_json_text},
};

use crate::sample::{Noted, noted};

/// Reads the payload in every way, in both codecs, and compares the schema with another.
///
/// # Panics
/// When two ways to read it do not agree.
pub fn run(data: &[u8]) {
    let Ok((schema, payload)) = postcard::take_from_bytes::<TypeSchema>(data) else { return };
    for codec in [Codec::Postcard, Codec::Json] {
        let fits = check(&schema, codec, payload);
        let text = to_json_text(&schema, codec, payload);
        let value = to_json(&schema, codec, payload);
        let ordered = canonical(&schema, codec, payload);
        match (codec, &fits) {
            (Codec::Postcard, Ok(())) => {
                let ordered = ordered.expect("what fits is put in order");
                assert_eq!(ordered.len(), payload.len());
                assert_eq!(check(&schema, codec, &ordered), Ok(()), "and fits then");
                if let Ok(text) = text {
                    serde_json::from_str::<serde::de::IgnoredAny>(&text).expect("it is JSON");
                }
            }
            (Codec::Postcard, Err(error)) => {
                assert_eq!(ordered.as_ref(), Err(error), "each reader sees the same");
                assert!(text.is_err() && value.is_err());
            }
            (_, Ok(())) => assert!(value.is_ok(), "what fits is JSON"),
            (_, Err(_)) => {}
        }
    }
    let own = (Noted::TYPES[0].schema)();
    assert!(schema == **own || !differences(&schema, own).is_empty());
    let _ = (schema.hash(), schema.is_recursive(), schema.has_unordered());
    let _ = Noted::decode(0, 1, Codec::Postcard, payload);
    let json = serde_json::to_vec(&schema).expect("a schema is JSON");
    if let Ok(again) = serde_json::from_slice::<TypeSchema>(&json) {
        assert_eq!(again, schema);
    }
    let _ = serde_json::from_slice::<TypeSchema>(data);
}

/// Payloads with their schema.
pub fn seeds() -> Vec<Vec<u8>> {
    let schema = postcard::to_allocvec(&**(Noted::TYPES[0].schema)()).expect("it is encoded");
    let seed = |number, codec: Codec| {
        let mut seed = schema.clone();
        codec.encode(&noted(number), &mut seed).expect("it is encoded");
        seed
    };
    (0..8).flat_map(|number| [seed(number, Codec::Postcard), seed(number, Codec::Json)]).collect()
}
