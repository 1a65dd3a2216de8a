//! Sets of event types, and sets within them.

use chronostack::{
    Event,
    event::{EventSet, Wraps},
};
use serde::{Deserialize, Serialize};

use super::{encoded, survives, texts, types};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Placed {
    customer: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
struct Paid {
    cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq)]
enum PaymentEvent {
    Paid(Paid),
    Refunded,
}

#[derive(Event, Clone, Debug, PartialEq)]
enum OrderEvent {
    Opened,
    Payment(PaymentEvent),
    Placed(Placed),
}

/// A set of one.
#[derive(Event, Clone, Debug, PartialEq)]
enum OnlyEvent {
    Placed(Placed),
}

fn all() -> [OrderEvent; 4] {
    [
        OrderEvent::Opened,
        OrderEvent::Payment(PaymentEvent::Paid(Paid { cents: 7 })),
        OrderEvent::Payment(PaymentEvent::Refunded),
        OrderEvent::Placed(Placed { customer: "ann".to_owned() }),
    ]
}

#[test]
fn the_types_stand_in_the_order_of_the_variants() {
    assert_eq!(types::<OrderEvent>(), ["order.opened v1", "paid v1", "payment.refunded v1", "placed v1"]);
    assert_eq!(all().map(|event| event.type_index()), [0, 1, 2, 3]);
    assert_eq!(types::<OnlyEvent>(), ["placed v1"]);
}

#[test]
fn the_variants_know_their_types() {
    let variants = OrderEvent::VARIANTS.iter().map(|variant| (variant.name, texts(variant.types)));
    let expected = [
        ("Opened", vec!["order.opened v1".to_owned()]),
        ("Payment", vec!["paid v1".to_owned(), "payment.refunded v1".to_owned()]),
        ("Placed", vec!["placed v1".to_owned()]),
    ];
    assert!(variants.eq(expected));
}

#[test]
fn every_event_survives() {
    all().iter().for_each(survives);
    survives(&OnlyEvent::from(Placed { customer: String::new() }));
}

#[test]
fn a_wrapped_event_is_written_as_it_is_alone() {
    let placed = Placed { customer: "ann".to_owned() };
    assert_eq!(encoded(&OrderEvent::Placed(placed.clone())), encoded(&placed));
    assert_eq!((OrderEvent::TYPES[3].schema)().hash(), (Placed::TYPES[0].schema)().hash());
}

#[test]
fn an_event_goes_in_and_comes_out() {
    let paid = Paid { cents: 7 };
    let event = OrderEvent::from(PaymentEvent::from(paid.clone()));
    let payment: Option<&PaymentEvent> = event.peel();
    assert_eq!(payment.and_then(Wraps::<Paid>::peel), Some(&paid));
    let placed: Option<&Placed> = event.peel();
    assert_eq!(placed, None);
    let only = OnlyEvent::from(Placed { customer: String::new() });
    assert!(Wraps::<Placed>::peel(&only).is_some());
}
