//! Names on the wire.

use chronostack::Event;
use serde::{Deserialize, Serialize};

use super::types;

macro_rules! units {
    ($($(#[$attribute:meta])? $name:ident),* $(,)?) => {
        $(
            #[derive(Event, Clone, Debug, Serialize, Deserialize)]
            $(#[$attribute])?
            struct $name;
        )*
    };
}

units! {
    Placed,
    OrderPlaced,
    ItemAddedToCart,
    HTTPFailed,
    #[event(name = "loan.a_submitted-2")]
    Submitted,
    #[event(version = 1)]
    Closed,
}

#[derive(Event, Clone, Debug)]
enum LoanOfferEvent {
    Sent,
    #[event(name = "offer.gone")]
    Lost,
    SentBack {
        days: u32,
    },
}

#[derive(Event, Clone, Debug)]
enum Offer {
    Sent,
}

#[test]
fn of_a_struct_is_its_own_with_a_dot_behind_the_first_word() {
    assert_eq!(types::<Placed>(), ["placed v1"]);
    assert_eq!(types::<OrderPlaced>(), ["order.placed v1"]);
    assert_eq!(types::<ItemAddedToCart>(), ["item.added_to_cart v1"]);
    assert_eq!(types::<HTTPFailed>(), ["http.failed v1"]);
    assert_eq!(types::<Closed>(), ["closed v1"]);
}

#[test]
fn is_what_the_attribute_says() {
    assert_eq!(types::<Submitted>(), ["loan.a_submitted-2 v1"]);
}

#[test]
fn of_a_variant_starts_with_the_sets() {
    assert_eq!(types::<LoanOfferEvent>(), ["loan_offer.sent v1", "offer.gone v1", "loan_offer.sent_back v1"]);
    assert_eq!(types::<Offer>(), ["offer.sent v1"]);
}
