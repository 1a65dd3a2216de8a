//! Machines that get another name, and new ones that look as if they had.

use chronostack::{
    machine::Reducer,
    testing::lock::{Code, Consent, check},
};
use tempfile::TempDir;

use super::fixtures::{locked, machine, said, text};

mod before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid { pub(super) cents: u64 }
    }
}

/// The machine by another name, with what else the reducer's arguments say.
macro_rules! purchase {
    ($module:ident, $($key:tt)*) => {
        mod $module {
            use super::before::Paid;
            use chronostack::prelude::*;
            use serde::{Deserialize, Serialize};

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub(super) struct Purchase {
                events: u64,
            }

            #[reducer(pub(super) enum PurchaseEvent $($key)*)]
            impl Purchase {
                fn paid(&mut self, _event: &Paid) {
                    self.events += 1;
                }
            }
        }
    };
}

purchase!(renamed,);
purchase!(kept, , stream = "order");

#[test]
fn a_renamed_machine_is_asked_for_its_streams() {
    insta::assert_snapshot!(said::<before::Order, renamed::Purchase>());
    let package = locked::<before::Order>();
    check(package.path(), &Code::of::<kept::Purchase>(), &Consent::default()).expect("its streams are those of before");
}

fn sealed_in<R: Reducer>(package: &TempDir, folder: &str) -> Result<(), String> {
    check(package.path(), &Code::of::<R>().sealed_in(folder), &Consent::default())
}

#[test]
fn a_new_machine_beside_one_that_stands_is_not_asked() {
    let package = tempfile::tempdir().expect("a folder");
    sealed_in::<before::Order>(&package, "histories/order").expect("it is locked");
    sealed_in::<renamed::Purchase>(&package, "histories/order").expect_err("it may have been renamed");
    sealed_in::<renamed::Purchase>(&package, "histories/purchase").expect("the other folder stands");
    assert!(text(package.path()).contains("\nstream purchase\n"));
}

#[test]
fn a_machine_that_took_its_folder_along_is_asked() {
    let package = tempfile::tempdir().expect("a folder");
    sealed_in::<before::Order>(&package, "histories/order").expect("it is locked");
    let folder = package.path().join("histories");
    std::fs::rename(folder.join("order"), folder.join("purchase")).expect("moved");
    sealed_in::<renamed::Purchase>(&package, "histories/purchase").expect_err("it may have been renamed");
}
