//! Generic types: bounds only where serde has them.

use std::{collections::BTreeMap, marker::PhantomData};

use chronostack::{Schema, schema::TypeSchema};
use serde::{Deserialize, Serialize};

use super::agreement::agrees;

#[derive(Schema, Debug, Serialize, Deserialize)]
struct Pair<A, B = u8> {
    left: A,
    right: Vec<B>,
}

#[derive(Schema, Debug, Serialize, Deserialize)]
enum Either<L, R: Ord> {
    Left(L),
    Right { right: BTreeMap<R, bool> },
}

#[derive(Schema, Debug, Serialize, Deserialize)]
struct Id<T> {
    number: u64,
    #[serde(skip)]
    of: PhantomData<T>,
}

/// Without serde's traits and without a schema.
#[derive(Debug)]
struct Marker;

#[derive(Schema, Debug, Serialize, Deserialize)]
struct List<T> {
    head: Option<T>,
    tail: Option<Box<List<T>>>,
}

trait HasKey {
    type Key;
}

impl HasKey for Marker {
    type Key = u16;
}

#[derive(Schema, Debug, Serialize, Deserialize)]
#[serde(bound(serialize = "T::Key: Serialize", deserialize = "T::Key: Deserialize<'de>"))]
struct Keyed<T: HasKey + 'static> {
    key: T::Key,
}

#[derive(Schema, Debug)]
struct Grid<const W: usize> {
    #[allow(dead_code, reason = "only its shape is looked at")]
    cells: [[u8; W]; 2],
}

#[test]
fn of_type_parameters() {
    agrees::<Pair<bool, String>>(20);
    agrees::<Pair<Pair<u8>>>(20);
    agrees::<Either<u8, String>>(20);
    agrees::<List<u16>>(10);
}

#[test]
fn of_parameters_that_are_not_on_the_wire() {
    agrees::<Id<Marker>>(20);
    agrees::<Keyed<Marker>>(20);
}

#[test]
fn of_numbers() {
    assert_ne!(TypeSchema::of::<Grid<2>>(), TypeSchema::of::<Grid<3>>());
}

#[test]
fn what_a_binary_codec_cannot_carry_shows_through() {
    const {
        assert!(<Pair<u8>>::BINARY);
        assert!(!<Pair<serde_json::Value>>::BINARY);
        assert!(!<Pair<Option<Vec<serde_json::Value>>, u8>>::BINARY);
        assert!(<Id<Marker>>::BINARY);
    }
}
