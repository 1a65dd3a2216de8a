//! For random values of every type: what the schema reads out of the bytes is what serde writes.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap, LinkedList, VecDeque},
    ffi::CString,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6},
    num::{NonZeroU8, Saturating, Wrapping},
    ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo},
    path::PathBuf,
    time::{Duration, SystemTime},
};

use fastrand::Rng;
use serde::{Serialize, de::DeserializeOwned};

use crate::{
    codec::Codec,
    id::{EventId, LogId, StreamName},
    schema::{
        Definition, Schema, Shape, TypeSchema, canonical, check, from_json_text, sample,
        tests::types::{Bags, Tree},
        to_json, to_json_text,
    },
};

/// Checks `T`, and answers with how many different samples it read.
fn agree<T: Schema + Serialize + DeserializeOwned>(seed: u64) -> usize {
    let schema = TypeSchema::of::<T>();
    let rng = &mut Rng::with_seed(seed);
    let mut different = BTreeSet::new();
    let samples: Vec<_> = (0..300).filter_map(|_| sample(&schema, rng, 40)).collect();
    let values = samples.iter().filter_map(|json| serde_json::from_value::<T>(json.clone()).ok());
    for value in values {
        let bytes = postcard::to_allocvec(&value).unwrap();
        let json = serde_json::to_value(&value).unwrap();
        assert_eq!(to_json(&schema, Codec::Postcard, &bytes).unwrap(), json);

        check(&schema, Codec::Postcard, &bytes).unwrap();
        assert!(check(&schema, Codec::Postcard, &[&bytes[..], &[0]].concat()).is_err());
        if let [front @ .., _] = &bytes[..] {
            assert!(check(&schema, Codec::Postcard, front).is_err());
        }

        let text = to_json_text(&schema, Codec::Postcard, &bytes).unwrap();
        let reread: T = serde_json::from_str(&text).unwrap();
        assert_eq!(postcard::to_allocvec(&reread).unwrap().len(), bytes.len(), "{text}");

        let ordered = canonical(&schema, Codec::Postcard, &bytes).unwrap();
        assert_eq!(ordered.len(), bytes.len());
        let from_text =
            from_json_text(&schema, Codec::Postcard, &text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let from_reread = canonical(&schema, Codec::Postcard, &postcard::to_allocvec(&reread).unwrap()).unwrap();
        assert_eq!(from_text, from_reread, "{text}");
        let decoded: T = Codec::Postcard.decode(&ordered).unwrap();
        assert_eq!(canonical(&schema, Codec::Postcard, &postcard::to_allocvec(&decoded).unwrap()).unwrap(), ordered);

        let written = serde_json::to_vec(&value).unwrap();
        check(&schema, Codec::Json, &written).unwrap_or_else(|error| panic!("{error}: {json} by {schema:?}"));
        let ordered = canonical(&schema, Codec::Json, &written).unwrap();
        assert_eq!(ordered.len(), written.len());
        different.insert(json.to_string());
    }
    different.len()
}

macro_rules! agree {
    ($($least:literal => $($type:ty),+;)+) => {
        $($(
            let seen = agree::<$type>(7);
            assert!(seen >= $least, "{} only gave {seen} samples", stringify!($type));
        )+)+
    };
}

#[test]
fn of_the_standard_types() {
    agree! {
        1 => (), Option<()>, std::marker::PhantomData<String>, [u8; 0];
        2 => bool;
        20 => u8, u16, u32, u64, u128, usize, i8, i16, i32, i64, i128, isize, f32, f64, char, String;
        20 => Box<str>, Option<Option<u8>>, NonZeroU8, Wrapping<i16>, Saturating<u32>, CString;
        20 => Vec<String>, VecDeque<u8>, LinkedList<i64>, Box<[u8]>, [u16; 3], [u8; 32], (u8,), (bool, String, f32);
        20 => BTreeMap<String, u8>, BTreeMap<i16, Vec<u8>>, BTreeMap<char, bool>, HashMap<u64, String>, BTreeSet<u32>;
        20 => Duration, SystemTime, Range<u8>, RangeInclusive<i32>, RangeFrom<u8>, RangeTo<u8>, Bound<u16>;
        20 => Result<u8, String>, std::borrow::Cow<'static, str>, std::cmp::Reverse<u8>, std::cell::RefCell<u8>;
        20 => Ipv4Addr, Ipv6Addr, IpAddr, SocketAddrV4, SocketAddrV6, SocketAddr, PathBuf;
        20 => (u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8);
    }
}

#[test]
fn of_own_types_and_recursive_ones() {
    agree! {
        20 => LogId, EventId, StreamName, Bags;
        100 => Tree;
    }
}

#[test]
fn of_jiff() {
    agree! {
        20 => jiff::Timestamp, jiff::Zoned, jiff::SignedDuration, jiff::civil::Date, jiff::civil::Time;
        20 => jiff::civil::DateTime, jiff::civil::ISOWeekDate;
    }
    agree! { 20 => Text<jiff::Span>; }
}

/// `Span` has no equality of its own, and needs none here.
type Text<T> = Vec<T>;

#[cfg(feature = "uuid")]
#[test]
fn of_uuid() {
    agree! { 20 => uuid::Uuid, uuid::NonNilUuid; }
}

#[cfg(feature = "chrono")]
#[test]
fn of_chrono() {
    use chrono::{DateTime, FixedOffset, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc, Weekday};
    agree! {
        7 => Month, Weekday;
        20 => DateTime<Utc>, DateTime<FixedOffset>, NaiveDate, NaiveTime, NaiveDateTime, TimeDelta;
    }
}

#[cfg(feature = "time")]
#[test]
fn of_time() {
    use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday};
    agree! {
        7 => Month, Weekday;
        20 => Date, Time, PrimitiveDateTime, UtcDateTime, OffsetDateTime, UtcOffset, Duration;
    }
}

#[test]
fn of_integers_that_json_values_have_no_room_for() {
    let schema = TypeSchema::of::<(u128, i128)>();
    let value = (u128::MAX, i128::MIN);
    let bytes = postcard::to_allocvec(&value).unwrap();
    let json = to_json(&schema, Codec::Postcard, &bytes).unwrap();
    assert_eq!(json, serde_json::json!([u128::MAX.to_string(), i128::MIN.to_string()]));
    let text = to_json_text(&schema, Codec::Postcard, &bytes).unwrap();
    assert_eq!(serde_json::from_str::<(u128, i128)>(&text).unwrap(), value);
}

#[test]
fn of_keys_that_json_has_no_room_for() {
    let schema = TypeSchema::of::<BTreeMap<(u8, bool), u8>>();
    let bytes = postcard::to_allocvec(&BTreeMap::from([((1_u8, true), 2_u8)])).unwrap();
    assert_eq!(to_json(&schema, Codec::Postcard, &bytes).unwrap(), serde_json::json!({ "[1,true]": 2 }));
}

#[test]
fn of_numbers_that_are_not_finite() {
    let schema = TypeSchema::of::<f64>();
    let bytes = postcard::to_allocvec(&f64::NAN).unwrap();
    assert!(to_json(&schema, Codec::Postcard, &bytes).unwrap().is_null());
}

#[test]
fn of_a_type_without_finite_values_there_are_none() {
    let endless = Definition { name: "Endless".to_owned(), shape: Shape::Tuple(vec![Shape::Ref(0)]) };
    let schema = TypeSchema { root: Shape::List(Box::new(Shape::Ref(0))), types: vec![endless] };
    let rng = &mut Rng::with_seed(1);
    for _ in 0..20 {
        assert_eq!(sample(&schema, rng, 40), Some(serde_json::json!([])), "only the empty list is finite");
    }
    assert_eq!(sample(&TypeSchema { root: Shape::Ref(0), ..schema }, rng, 40), None);
}
