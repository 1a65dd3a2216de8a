//! What is written, and when.

use std::{fs, thread};

use chronostack::testing::lock::{Broken, Code, Consent, Lock, check};

use super::fixtures::{locked, machine, said, text};
use crate::domain::{Account, Order};

mod before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid { cents: u64 }
    }
}

mod renamed_in_rust {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct PaymentMade {
            #[serde(rename = "cents")]
            #[serde(default)]
            amount: u64,
        }

        use PaymentMade as Paid;
    }
}

mod second_version {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid", version = 2, upcast(PaidV1))]
        pub(super) struct Paid { cents: u64, by_card: bool }

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct PaidV1 { cents: u64 }

        impl From<PaidV1> for Paid {
            fn from(old: PaidV1) -> Self {
                Self { cents: old.cents, by_card: true }
            }
        }
    }
}

mod retyped {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid { cents: i64 }
    }
}

fn consent(lock: bool, breaking: Option<&str>, ci: bool) -> Consent {
    Consent { lock, breaking: breaking.map(str::to_owned), ci }
}

#[test]
fn the_lock_is_for_people() {
    let package = locked::<Order>();
    check(package.path(), &Code::of::<Account>(), &Consent::default()).expect("a second machine is added");
    let text = text(package.path());
    let lines = text.lines().map(|line| if line.starts_with("  reducer ") { "  reducer [..]" } else { line });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    let lock: Lock = text.parse().expect("it is read back");
    assert_eq!(lock.to_text(), text);
    assert_eq!(lock.streams["order"].events, Code::of::<Order>().events);
    assert_eq!(lock.streams["order"].machines["Order"], Code::of::<Order>().locked);
}

#[test]
fn ci_writes_no_first_lock() {
    let package = tempfile::tempdir().expect("a folder");
    let refused = check(package.path(), &Code::of::<Order>(), &consent(false, None, true));
    insta::assert_snapshot!(refused.expect_err("nobody would commit it"));
    assert!(!package.path().join("chronostack.lock").exists());
    check(package.path(), &Code::of::<Order>(), &consent(true, None, true)).expect("unless it is asked for");
}

#[test]
fn names_of_rust_are_free() {
    let package = locked::<before::Order>();
    assert_eq!(check(package.path(), &Code::of::<renamed_in_rust::Order>(), &Consent::default()), Ok(()));
}

#[test]
fn a_new_version_is_told_and_accepted() {
    insta::assert_snapshot!(said::<before::Order, second_version::Order>());
    let package = locked::<before::Order>();
    let code = Code::of::<second_version::Order>();
    check(package.path(), &code, &consent(true, None, false)).expect("it breaks nothing");
    assert_eq!(check(package.path(), &code, &consent(false, None, true)), Ok(()));
    let text = text(package.path());
    assert!(text.contains("event order.paid v1 postcard") && text.contains("event order.paid v2 postcard"), "{text}");
}

#[test]
fn what_breaks_is_accepted_with_its_reason_alone() {
    let package = locked::<before::Order>();
    let code = Code::of::<retyped::Order>();
    assert!(check(package.path(), &code, &consent(true, None, false)).is_err());
    check(package.path(), &code, &consent(true, Some("never deployed"), false)).expect("it is wanted");
    let lock: Lock = text(package.path()).parse().expect("a lock");
    let reason = Broken { event: "order.paid".to_owned(), version: 1, reason: "never deployed".to_owned() };
    assert_eq!(lock.streams["order"].broken, [reason]);
    check(package.path(), &code, &consent(true, None, false)).expect("it is the code's now");
    assert!(text(package.path()).contains("\nbroken order.paid v1 \"never deployed\"\n"), "the reason stays");
}

#[test]
fn a_lock_that_cannot_be_read_is_shown_with_its_line() {
    let package = locked::<before::Order>();
    let path = package.path().join("chronostack.lock");
    for (change, expected) in [
        ("cents: u64", "cents: u65"),
        ("cents: u64", "cents u64"),
        ("event order.paid v1", "event order.paid"),
        ("event order.paid v1 postcard", "event order.paid v1 cbor"),
        ("stream order", ""),
        ("chronostack lock 1", "chronostack lock 2"),
    ]
    .map(|(from, to)| (text(package.path()).replace(from, to), to))
    {
        let before = text(package.path());
        fs::write(&path, change).expect("written");
        let refused = check(package.path(), &Code::of::<before::Order>(), &consent(true, Some("why"), false));
        let refused = refused.expect_err(expected);
        assert!(refused.contains("chronostack.lock, line ") && refused.contains("fix: restore"), "{refused}");
        fs::write(&path, before).expect("written");
    }
}

#[test]
fn a_merge_that_is_not_done_is_told_what_to_keep() {
    let package = locked::<before::Order>();
    let path = package.path().join("chronostack.lock");
    let both = |line: &str| format!("<<<<<<< ours\n{line}\n=======\n{line}\n>>>>>>> theirs");
    let before = text(package.path());
    for begins in ["  reducer ", "event ", "  state "] {
        let line = before.lines().find(|line| line.starts_with(begins)).expect("there is one");
        fs::write(&path, before.replace(line, &both(line))).expect("written");
        let refused = check(package.path(), &Code::of::<before::Order>(), &Consent::default()).expect_err(begins);
        assert!(refused.contains("a merge left its marks") && !refused.contains("restore"), "{refused}");
    }
    let conflict = format!("{}\n{before}", both("# a comment"));
    fs::write(&path, conflict).expect("written");
    let refused = check(package.path(), &Code::of::<before::Order>(), &Consent::default()).expect_err("it is told");
    insta::assert_snapshot!(refused.split_once("chronostack.lock").expect("its name").1);
}

#[test]
fn machines_that_are_tested_at_once_lose_nothing() {
    for _ in 0..20 {
        let package = tempfile::tempdir().expect("a folder");
        thread::scope(|scope| {
            let first = |code: Code| {
                scope.spawn(|| check(package.path(), &{ code }, &Consent::default()).expect("it is locked"));
            };
            first(Code::of::<Order>());
            first(Code::of::<Account>());
            first(Code::of::<Order>());
        });
        let lock: Lock = text(package.path()).parse().expect("a lock");
        assert_eq!(lock.streams.keys().collect::<Vec<_>>(), ["account", "order"]);
    }
}
