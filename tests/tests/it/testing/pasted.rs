//! What is printed to be pasted is Rust code.

use std::collections::{BTreeMap, BTreeSet};

use chronostack::{
    prelude::*,
    testing::{Equality, Suite, given, laws},
};
use serde::{Deserialize, Serialize};

use crate::testing::laws::broken;

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
enum Item {
    Gift,
    Book(String),
    Wine { year: u16, dry: Option<bool> },
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "packed")]
struct Packed {
    first: Item,
    others: Vec<Item>,
    at: Timestamp,
    labels: BTreeSet<String>,
    weights: (f32, i8),
    notes: BTreeMap<String, u8>,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "sealed")]
struct Sealed;

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Parcel {
    packed: Option<Item>,
    sealed: bool,
}

#[reducer(enum ParcelEvent)]
impl Parcel {
    fn packed(&mut self, event: &Packed) {
        self.packed = Some(event.first.clone());
    }

    fn sealed(&mut self, _event: &Sealed) {
        self.sealed = true;
    }

    #[invariant]
    fn one_book_is_not_sent(&self) -> bool {
        !(self.sealed && self.packed == Some(Item::Book("a".to_owned())))
    }
}

fn told(law: fn(&Suite<Parcel>)) -> String {
    let suite = Suite::<Parcel> {
        package: env!("CARGO_MANIFEST_DIR"),
        folder: "tests/histories/none",
        caller: file!(),
        histories: &[],
        equal: Equality::<Parcel>::NEW.of_states(),
    };
    broken(&suite, law)
}

/// The value of the code, and its text.
macro_rules! pasted {
    ($($code:tt)*) => {
        ($($code)*, stringify!($($code)*))
    };
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|char| !char.is_whitespace()).collect()
}

#[test]
fn the_history_that_is_printed_compiles() {
    let message = told(laws::reachable_states_keep_the_laws);
    let (given, code) = pasted!(given::<Parcel>([
        ParcelEvent::Packed(Packed {
            first: Item::Book("a".into()),
            others: vec![],
            at: "5933-02-03T09:58:00.000000001Z".parse().unwrap(),
            labels: [].into(),
            weights: (0.0, 0),
            notes: [].into()
        }),
        ParcelEvent::Sealed(Sealed),
    ]));
    assert!(without_spaces(&message).contains(&without_spaces(code)), "{message}");
    given.when(Sealed).then(Parcel { packed: Some(Item::Book("a".to_owned())), sealed: true });
}
