//! Events and versions that the code does not know any more.

use super::fixtures::{machine, said};

mod before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid", version = 2, upcast(PaidV1))]
        pub(super) struct Paid { cents: u64 }

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct PaidV1(u64);

        impl From<PaidV1> for Paid {
            fn from(old: PaidV1) -> Self {
                Self { cents: old.0 }
            }
        }
    }
}

#[test]
fn an_older_version_is_removed() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid", version = 2, since = 2)]
            pub(super) struct Paid { cents: u64 }
        }
    }
    insta::assert_snapshot!(said::<before::Order, after::Order>());
}

#[test]
fn the_code_is_older_than_the_lock() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid")]
            pub(super) struct Paid(u64);
        }
    }
    insta::assert_snapshot!(said::<before::Order, after::Order>());
}

mod one_before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid { cents: u64 }
    }
}

#[test]
fn an_event_gets_another_name() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.payment_made")]
            pub(super) struct Paid { cents: u64 }
        }
    }
    insta::assert_snapshot!(said::<one_before::Order, after::Order>());
}

#[test]
fn an_event_is_removed() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.shipped")]
            pub(super) struct Paid;
        }
    }
    insta::assert_snapshot!(said::<one_before::Order, after::Order>());
}

#[test]
fn a_projection_that_passes_over_what_it_does_not_know_needs_not_know_all() {
    mod projection {
        use chronostack::prelude::*;
        use serde::{Deserialize, Serialize};

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.shipped")]
        pub(super) struct Shipped;

        #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub(super) struct Parcels {
            shipped: u64,
        }

        #[reducer(pub(super) enum ParcelEvent, stream = "order", unknown = ignore)]
        impl Parcels {
            fn shipped(&mut self, _event: &Shipped) {
                self.shipped += 1;
            }
        }
    }
    use super::fixtures::{locked, text};
    use chronostack::testing::lock::{Code, Consent, check};

    let package = locked::<one_before::Order>();
    let lock = Consent { lock: true, ..Consent::default() };
    check(package.path(), &Code::of::<projection::Parcels>(), &lock).expect("what it knows beside is added");
    assert_eq!(check(package.path(), &Code::of::<projection::Parcels>(), &Consent::default()), Ok(()));
    let text = text(package.path());
    assert!(text.contains("event order.paid v1") && text.contains("event order.shipped v1"), "{text}");
    assert!(text.contains("machine Order\n") && text.contains("machine Parcels\n"), "{text}");
}

#[test]
fn a_machine_gets_another_stream() {
    mod after {
        use super::one_before::Paid;
        use chronostack::prelude::*;
        use serde::{Deserialize, Serialize};

        #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub(super) struct Order {
            events: u64,
        }

        #[reducer(pub(super) enum OrderEvent, stream = "orders")]
        impl Order {
            fn paid(&mut self, _event: &Paid) {
                self.events += 1;
            }
        }
    }
    use super::fixtures::{locked, text};
    use chronostack::testing::lock::{Code, Consent, Lock, check};

    let package = locked::<one_before::Order>();
    let refused = check(package.path(), &Code::of::<after::Order>(), &Consent::default()).expect_err("it is told");
    insta::assert_snapshot!(refused);
    let lock = Consent { lock: true, ..Consent::default() };
    let before = text(package.path());
    check(package.path(), &Code::of::<after::Order>(), &lock).expect_err("it breaks");
    assert_eq!(text(package.path()), before);
    let broken = Consent { breaking: Some("never deployed".to_owned()), ..lock };
    check(package.path(), &Code::of::<after::Order>(), &broken).expect("by its owner's word");
    let after = text(package.path());
    assert!(
        after.contains("stream order\n") && after.contains("stream orders\napart order \"never deployed\"\n"),
        "{after}"
    );
    assert_eq!(after.parse::<Lock>().expect("it is read back").to_text(), after);
    assert_eq!(check(package.path(), &Code::of::<after::Order>(), &Consent::default()), Ok(()), "it is asked once");
}
