//! What a sixth release must not do: each change is refused by the lock, with a message that says how to mend it.

use chronostack::{
    prelude::*,
    testing::lock::{Code, Consent, check},
};
use chronostack_example_evolution::RELEASES;
use serde::{Deserialize, Serialize};

use crate::locks::package_of;

/// A release with these events is refused. They are those of the fifth, but for the ones that are declared here.
macro_rules! refused {
    ($test:ident, [$($event:ident),*], $($change:item)*) => {
        #[test]
        fn $test() {
            #[allow(unused_imports, clippy::wildcard_imports, reason = "what is declared here stands before what is imported so")]
            use chronostack_example_evolution::release_5::*;

            $($change)*

            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            enum Events {
                $($event($event)),*
            }

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            struct Subscription {}

            #[reducer(event = Events, otherwise = ignore)]
            impl Subscription {}

            let package = package_of(&RELEASES[4]);
            let consent = Consent { lock: true, ..Consent::default() };
            let said = check(package.path(), &Code::of::<Subscription>(), &consent);
            insta::assert_snapshot!(stringify!($test), said.expect_err("it must be refused"));
        }
    };
}

refused! {
    a_field_is_added_under_the_old_version,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.ended")]
    struct Ended { reason: Reason, refunded_cents: u64 }
}

refused! {
    a_field_is_removed,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.ended")]
    struct Ended {}
}

refused! {
    a_field_gets_another_name_on_the_wire,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.started", version = 2, upcast(StartedV1))]
    struct Subscribed { subscriber: String, plan: Plan }
    impl From<StartedV1> for Subscribed {
        fn from(old: StartedV1) -> Self {
            Self { subscriber: old.customer, plan: Plan::Basic }
        }
    }
}

refused! {
    fields_change_places,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.charged", version = 2, upcast(ChargedV1))]
    struct PaymentReceived { currency: Currency, cents: u64 }
    impl From<ChargedV1> for PaymentReceived {
        fn from(old: ChargedV1) -> Self {
            Self { cents: old.cents.into(), currency: Currency::Eur }
        }
    }
}

refused! {
    a_field_gets_another_type,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.charged", version = 2, upcast(ChargedV1))]
    struct PaymentReceived { cents: i64, currency: Currency }
    impl From<ChargedV1> for PaymentReceived {
        fn from(old: ChargedV1) -> Self {
            Self { cents: old.cents.into(), currency: Currency::Eur }
        }
    }
}

refused! {
    a_field_becomes_optional,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.ended")]
    struct Ended { reason: Option<Reason> }
}

refused! {
    a_variant_of_a_nested_type_is_put_before_the_others,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.ended")]
    struct Ended { reason: Reason }
    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Reason { Fraud, Unknown, Customer { said: Option<String> }, Unpaid }
}

refused! {
    an_old_version_itself_is_changed,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.charged", version = 1)]
    struct ChargedV1 { cents: u64 }
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.charged", version = 2, upcast(ChargedV1))]
    struct PaymentReceived { cents: u64, currency: Currency }
    impl From<ChargedV1> for PaymentReceived {
        fn from(old: ChargedV1) -> Self {
            Self { cents: old.cents, currency: Currency::Eur }
        }
    }
}

refused! {
    an_event_gets_another_name,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended, Cancelled],
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "subscription.on_hold")]
    struct PutOnHold {}
}

refused! {
    an_event_is_dropped,
    [Subscribed, PaymentReceived, PutOnHold, TakenUpAgain, Ended],
}
