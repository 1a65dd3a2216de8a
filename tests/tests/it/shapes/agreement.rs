//! For random values: what the schema promises is what serde reads, and what it reads out of the bytes is what serde
//! writes.

use std::{collections::BTreeSet, fmt::Debug};

use chronostack::{
    Schema,
    codec::Codec,
    schema::{TypeSchema, check, sample, to_json},
};
use fastrand::Rng;
use serde::{Serialize, de::DeserializeOwned};

/// Checks `T` on random values, of which there must be so many different ones.
#[track_caller]
pub(super) fn agrees<T: Schema + Serialize + DeserializeOwned + Debug>(different_min: usize) {
    let schema = TypeSchema::of::<T>();
    let rng = &mut Rng::with_seed(11);
    let mut different = BTreeSet::new();
    for _ in 0..200 {
        let json = sample(&schema, rng, 30).expect("the type has a value");
        let value: T =
            serde_json::from_str(&json.to_string()).unwrap_or_else(|error| panic!("{error} in {json} by {schema:?}"));
        let written = serde_json::to_value(&value).expect("JSON carries it");
        let mut bytes = Vec::new();
        Codec::Postcard.encode(&value, &mut bytes).expect("postcard carries it");
        assert_eq!(to_json(&schema, Codec::Postcard, &bytes), Ok(written.clone()), "{value:?} by {schema:?}");
        check(&schema, Codec::Postcard, &bytes).expect("it is what the schema says");
        check(&schema, Codec::Json, &serde_json::to_vec(&value).expect("JSON carries it")).expect("and as JSON too");
        let back: T = Codec::Postcard.decode(&bytes).expect("what was written is read");
        assert_eq!(serde_json::to_value(&back).expect("JSON carries it"), written);
        different.insert(written.to_string());
    }
    assert!(different.len() >= different_min, "only {} different values: {different:?}", different.len());
}
