use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::{json, value::RawValue};

use crate::diff::to_value;

#[derive(Serialize, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Unit,
    Newtype(u8),
    Tuple(u8, char),
    Struct { inner: Option<i64> },
}

#[derive(Serialize)]
struct Unit;

#[derive(Serialize)]
struct Wrapper(f32);

#[test]
fn what_serde_json_can_write_looks_the_same() {
    fn same<T: Serialize>(value: &T) {
        assert_eq!(to_value(value), serde_json::to_value(value).unwrap());
    }
    same(&(true, -1i8, 2u16, u64::MAX, i64::MIN, 0.1f32, -2.5f64, 'x', "text", ()));
    same(&[Kind::Unit, Kind::Newtype(7), Kind::Tuple(1, 'y'), Kind::Struct { inner: Some(3) }]);
    same(&(Unit, Wrapper(1.5), Some(Some(1)), None::<u8>, u128::from(u64::MAX), -5i128));
    same(&BTreeMap::from([(1u64, "number"), (2, "keys")]));
    same(&BTreeMap::from([(true, 1), (false, 0)]));
    same(&BTreeMap::from([('c', BTreeMap::from([(Kind::Unit, 1)]))]));
    same(&json!({"a": [1, null, {"b": 2.5}], "": "~/"}));
    same(&RawValue::from_string("{\"raw\": [1, 2]}".to_owned()).unwrap());
    same(&crate::Timestamp::UNIX_EPOCH);
}

#[test]
fn what_serde_json_refuses_is_written_too() {
    assert_eq!(to_value(&BTreeMap::from([((1, 2), "a")])), json!({"[1,2]": "a"}));
    assert_eq!(to_value(&BTreeMap::from([(Kind::Newtype(1), 1)])), json!({"{\"Newtype\":1}": 1}));
    assert_eq!(to_value(&BTreeMap::from([(None::<u8>, 1)])), json!({"null": 1}));
    assert_eq!(to_value(&u128::MAX), json!("340282366920938463463374607431768211455"));
    assert_eq!(to_value(&i128::MIN), json!("-170141183460469231731687303715884105728"));
    assert_eq!(to_value(&[f64::NAN, f64::INFINITY]), json!(["NaN", "inf"]));
    assert_eq!(to_value(&f32::NEG_INFINITY), json!("-inf"));
}

#[test]
fn a_refusing_field_hides_no_other() {
    struct Poisoned;
    impl Serialize for Poisoned {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(serde::ser::Error::custom("lock poisoned"))
        }
    }
    assert_eq!(to_value(&(1, Poisoned)), json!([1, "<lock poisoned>"]));
}
