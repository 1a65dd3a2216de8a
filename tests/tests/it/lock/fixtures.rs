//! A package with a lock, and machines of yesterday and today to hold against it.

use std::{fs, path::Path};

use chronostack::{
    machine::Reducer,
    testing::lock::{Code, Consent, check},
};
use tempfile::TempDir;

/// A package, whose lock is that of `R`.
pub(super) fn locked<R: Reducer>() -> TempDir {
    let package = tempfile::tempdir().expect("a folder");
    check(package.path(), &Code::of::<R>(), &Consent::default()).expect("the first lock is made");
    package
}

/// What is said when `Old` is locked and the code is `New`.
pub(super) fn said<Old: Reducer, New: Reducer>() -> String {
    let package = locked::<Old>();
    let before = text(package.path());
    let refused = check(package.path(), &Code::of::<New>(), &Consent::default()).expect_err("a change is told");
    let lock = Consent { lock: true, ..Consent::default() };
    let accepted = check(package.path(), &Code::of::<New>(), &lock);
    if accepted.is_err() {
        assert_eq!(accepted.as_ref(), Err(&refused), "CHRONOSTACK_UPDATE=lock changes nothing about what breaks");
        assert_eq!(text(package.path()), before, "what breaks is not written");
    }
    refused
}

pub(super) fn text(package: &Path) -> String {
    fs::read_to_string(package.join("chronostack.lock")).expect("the lock is there")
}

/// A machine of the stream `order` that records one event.
macro_rules! machine {
    ($($event:tt)*) => {
        use chronostack::prelude::*;
        use serde::{Deserialize, Serialize};

        $($event)*

        #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub(super) struct Order {
            events: u64,
        }

        #[reducer(pub(super) enum OrderEvent)]
        impl Order {
            fn paid(&mut self, _event: &Paid) {
                self.events += 1;
            }
        }
    };
}

pub(super) use machine;
