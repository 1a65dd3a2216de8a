//! Sealed payloads: bytes of every version, which nothing rewrites.

use std::{fs, path::Path};

use chronostack::{
    machine::Reducer,
    testing::lock::{Code, Consent, check, verify_sealed},
};
use tempfile::TempDir;

use super::fixtures::{machine, text};
use crate::domain::Order;

fn sealed<R: Reducer>() -> TempDir {
    let package = tempfile::tempdir().expect("a folder");
    renewed::<R>(package.path(), &Consent::default()).expect("it is locked");
    package
}

fn renewed<R: Reducer>(package: &Path, consent: &Consent) -> Result<(), String> {
    check(package, &Code::of::<R>().sealed_in("histories"), consent)
}

fn refused<R: Reducer>(package: &Path) -> String {
    verify_sealed(package, &Code::of::<R>()).expect_err("it is told")
}

fn lock() -> Consent {
    Consent { lock: true, ..Consent::default() }
}

#[test]
fn every_version_is_sealed_and_read() {
    let package = sealed::<Order>();
    assert_eq!(verify_sealed(package.path(), &Code::of::<Order>()), Ok(()));
    for version in ["order.placed.v1", "order.paid.v1", "order.paid.v2", "order.cancelled.v1"] {
        let file = package.path().join(format!("histories/sealed/{version}.jsonl"));
        let lines = fs::read_to_string(&file).expect("it is sealed");
        assert_eq!(lines.lines().count(), 4, "{version}: {lines}");
    }
}

#[test]
fn a_file_that_was_changed_or_lost_is_missed() {
    let package = sealed::<Order>();
    let file = package.path().join("histories/sealed/order.paid.v1.jsonl");
    let original = fs::read_to_string(&file).expect("it is sealed");
    fs::write(&file, original.replace('\n', "\r\n")).expect("written");
    assert_eq!(verify_sealed(package.path(), &Code::of::<Order>()), Ok(()), "line ends are the checkout's");

    let first = original.lines().next().expect("a line");
    fs::write(&file, format!("{first}\n")).expect("written");
    insta::assert_snapshot!(refused::<Order>(package.path()));
    renewed::<Order>(package.path(), &lock()).expect("nothing is new");
    assert!(verify_sealed(package.path(), &Code::of::<Order>()).is_err(), "CHRONOSTACK_UPDATE=lock seals nothing anew");
    fs::remove_file(&file).expect("removed");
    renewed::<Order>(package.path(), &lock()).expect("nothing is new");
    assert!(refused::<Order>(package.path()).contains("histories/sealed/order.paid.v1.jsonl cannot be read"));
}

mod before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid { cents: u64 }
    }
}

/// Writes and reads otherwise, by functions that no shape tells of.
mod doubled {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid {
            #[schema(as = u64)]
            #[serde(with = "twice")]
            cents: u64,
        }

        mod twice {
            use serde::{Deserialize, Deserializer, Serialize, Serializer};

            #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for this signature")]
            pub(super) fn serialize<S: Serializer>(cents: &u64, serializer: S) -> Result<S::Ok, S::Error> {
                cents.saturating_mul(2).serialize(serializer)
            }

            pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u64, D::Error> {
                u64::deserialize(deserializer)
            }
        }
    }
}

/// Refuses what was recorded.
mod strict {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid {
            #[schema(as = u64)]
            cents: Never,
        }

        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(try_from = "u64", into = "u64")]
        pub(super) struct Never(u64);

        impl TryFrom<u64> for Never {
            type Error = String;

            fn try_from(cents: u64) -> Result<Self, String> {
                if cents == u64::MAX / 3 { Ok(Self(cents)) } else { Err(format!("{cents} cents are too many")) }
            }
        }

        impl From<Never> for u64 {
            fn from(never: Never) -> u64 {
                never.0
            }
        }
    }
}

#[test]
fn what_no_shape_tells_of_is_caught() {
    let package = sealed::<before::Order>();
    renewed::<doubled::Order>(package.path(), &Consent::default()).expect("the shape is the same");
    insta::assert_snapshot!(refused::<doubled::Order>(package.path()));
    insta::assert_snapshot!(refused::<strict::Order>(package.path()));
}

mod retyped {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid { cents: i64, by: String }
    }
}

#[test]
fn a_file_that_no_lock_knows_is_taken_over_where_it_fits() {
    let package = sealed::<before::Order>();
    let lock = package.path().join("chronostack.lock");
    let before = text(package.path());
    fs::remove_file(&lock).expect("removed");
    renewed::<before::Order>(package.path(), &Consent::default()).expect("it is the same");
    assert_eq!(text(package.path()), before);

    fs::remove_file(&lock).expect("removed");
    let refused = renewed::<retyped::Order>(package.path(), &Consent::default()).expect_err("it has another shape");
    insta::assert_snapshot!(refused);
    assert!(!lock.exists(), "what does not fit is not vouched for");
    fs::remove_file(package.path().join("histories/sealed/order.paid.v1.jsonl")).expect("removed");
    renewed::<retyped::Order>(package.path(), &Consent::default()).expect("it was never committed");
    assert_eq!(verify_sealed(package.path(), &Code::of::<retyped::Order>()), Ok(()));
}

#[test]
fn what_is_broken_on_purpose_is_sealed_anew() {
    let package = sealed::<before::Order>();
    let consent = Consent { breaking: Some("never deployed".to_owned()), ..lock() };
    let before = text(package.path());
    renewed::<retyped::Order>(package.path(), &consent).expect("it is wanted");
    assert_ne!(text(package.path()), before);
    assert_eq!(verify_sealed(package.path(), &Code::of::<retyped::Order>()), Ok(()));
}
