//! Older versions, brought up to date.

use chronostack::{
    Event,
    codec::{Codec, DecodeError},
};
use serde::{Deserialize, Serialize};

use super::{encoded, texts};

/// Version 1, which JSON carried.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", codec = json)]
struct PaidV1 {
    euros: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, upcast(PaidV1))]
struct PaidV2 {
    cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 3, upcast(PaidV2))]
struct Paid {
    cents: u64,
    through: Vec<String>,
}

impl From<PaidV1> for PaidV2 {
    fn from(old: PaidV1) -> Self {
        Self { cents: old.euros * 100 }
    }
}

impl From<PaidV2> for Paid {
    fn from(old: PaidV2) -> Self {
        Self { cents: old.cents, through: vec!["v2".to_owned()] }
    }
}

/// Reads version 1 by itself, and version 2 by the chain that could read version 1 too.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 3, upcast(PaidV1, PaidV2))]
struct PaidAtOnce {
    cents: u64,
}

impl From<PaidV1> for PaidAtOnce {
    fn from(old: PaidV1) -> Self {
        Self { cents: old.euros }
    }
}

impl From<PaidV2> for PaidAtOnce {
    fn from(old: PaidV2) -> Self {
        Self { cents: old.cents }
    }
}

/// Not every payment of version 1 was one.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 2, try_upcast(PaidV1))]
struct PaidNotNothing {
    cents: u64,
}

impl TryFrom<PaidV1> for PaidNotNothing {
    type Error = String;

    fn try_from(old: PaidV1) -> Result<Self, String> {
        if old.euros > 0 { Ok(Self { cents: old.euros * 100 }) } else { Err("nothing was paid".to_owned()) }
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 3, upcast(PaidNotNothing))]
struct PaidOnTop(u64);

impl From<PaidNotNothing> for PaidOnTop {
    fn from(old: PaidNotNothing) -> Self {
        Self(old.cents)
    }
}

/// No log holds what came before version 3.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "order.paid", version = 4, since = 3, upcast(Paid))]
struct PaidSince3(u64);

impl From<Paid> for PaidSince3 {
    fn from(old: Paid) -> Self {
        Self(old.cents)
    }
}

#[derive(Event, Clone, Debug, PartialEq)]
enum OrderEvent {
    Closed,
    Paid(Paid),
}

#[test]
fn the_version_before_is_converted() {
    let payload = encoded(&PaidV2 { cents: 7 });
    let through = vec!["v2".to_owned()];
    assert_eq!(Paid::decode(0, 2, Codec::Postcard, &payload), Ok(Paid { cents: 7, through }));
}

#[test]
fn an_older_version_goes_through_the_chain() {
    let payload = encoded(&PaidV1 { euros: 7 });
    assert_eq!(payload, br#"{"euros":7}"#);
    let through = vec!["v2".to_owned()];
    assert_eq!(Paid::decode(0, 1, Codec::Json, &payload), Ok(Paid { cents: 700, through: through.clone() }));
    assert_eq!(
        OrderEvent::decode(1, 1, Codec::Json, &payload),
        Ok(OrderEvent::Paid(Paid { cents: 700, through })),
        "in a set too"
    );
}

#[test]
fn a_conversion_may_fail_and_names_the_event_and_its_versions() {
    let decode = |euros| PaidNotNothing::decode(0, 1, Codec::Json, &encoded(&PaidV1 { euros }));
    assert_eq!(decode(2), Ok(PaidNotNothing { cents: 200 }));
    let refused = decode(0).expect_err("it is refused");
    assert_eq!(refused.to_string(), "`order.paid` version 1 cannot become version 2: nothing was paid");
    let chained = PaidOnTop::decode(0, 1, Codec::Json, &encoded(&PaidV1 { euros: 0 }));
    assert_eq!(chained, Err(refused), "the link that failed is told");
    let chained = PaidOnTop::decode(0, 1, Codec::Json, &encoded(&PaidV1 { euros: 1 }));
    assert_eq!(chained, Ok(PaidOnTop(100)));
}

#[test]
fn the_first_listed_type_that_reads_a_version_is_taken() {
    let payload = encoded(&PaidV1 { euros: 7 });
    assert_eq!(PaidAtOnce::decode(0, 1, Codec::Json, &payload), Ok(PaidAtOnce { cents: 7 }));
}

#[test]
fn all_versions_are_listed_and_no_other_is_read() {
    let [paid] = Paid::TYPES else { panic!("one type") };
    assert_eq!(texts(&paid.versions()), ["order.paid v3", "order.paid v2", "order.paid v1"]);
    let unknown = DecodeError::UnknownVersion { name: "order.paid".to_owned(), version: 4, newest: 3 };
    assert_eq!(Paid::decode(0, 4, Codec::Postcard, &[]), Err(unknown));

    let before = PaidSince3::decode(0, 3, Codec::Postcard, &encoded(&Paid { cents: 5, through: Vec::new() }));
    assert_eq!(before, Ok(PaidSince3(5)));
}

#[test]
fn an_older_payload_that_does_not_fit_is_refused() {
    let refused = Paid::decode(0, 1, Codec::Json, br#"{"cents":7}"#);
    assert!(matches!(refused, Err(DecodeError::Payload { .. })), "{refused:?}");
}
