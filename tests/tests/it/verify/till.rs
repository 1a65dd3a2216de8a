//! One machine under several rules: as it was when the events were recorded, and as it is when they are verified.

#![allow(clippy::assign_op_pattern, reason = "the rule is put in by a macro")]

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

use chronostack::{prelude::*, reducer};
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.sold")]
pub(super) struct Sold {
    pub(super) item: String,
    pub(super) cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.counted")]
pub(super) struct Counted {
    pub(super) cents: u64,
}

macro_rules! till {
    ($module:ident, |$sum:ident, $items:ident, $cents:ident| $rule:expr) => {
        pub(super) mod $module {
            use super::*;

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub(in super::super) enum Till {
                #[default]
                Closed,
                Open {
                    sum: u64,
                    items: HashMap<String, u64>,
                },
                Short {
                    sum: u64,
                },
            }

            #[reducer(pub(in super::super) enum TillEvent, otherwise = reject)]
            impl Till {
                #[transition(Closed | Short { .. } | Open { .. } => Open)]
                fn sell(self, event: &Sold) -> Self {
                    let (mut $sum, mut $items) = match self {
                        Till::Open { sum, items } => (sum, items),
                        Till::Short { sum } => (sum, HashMap::default()),
                        Till::Closed => Default::default(),
                    };
                    *$items.entry(event.item.clone()).or_default() += 1;
                    let $cents = event.cents;
                    $sum = $rule;
                    Till::Open { sum: $sum, items: $items }
                }

                #[transition(Open { sum, items } => Open | Short)]
                fn count(sum: u64, items: HashMap<String, u64>, event: &Counted) -> Self {
                    if event.cents < sum { Till::Short { sum } } else { Till::Open { sum, items } }
                }
            }
        }
    };
}

// What was in force when the events were recorded.
till!(recorded, |sum, items, cents| sum + cents);
// A planted change of a rule: from 1,000 cents on, 1 % is lost.
till!(changed, |sum, items, cents| sum + if cents >= 1_000 { cents - cents / 100 } else { cents });
// The same change in other words: other code with the same outcome.
till!(reworded, |sum, items, cents| sum + if cents < 1_000 { cents } else { cents - cents / 100 });
// A planted walk through a hash map, which is in another order each time.
till!(walking, |sum, items, cents| sum + cents + walk(&items));
// A planted clock behind the call of a function.
till!(clocked, |sum, items, cents| sum + cents + clock());

fn walk(items: &HashMap<String, u64>) -> u64 {
    items.keys().fold(0, |sum, item| (31 * sum + item.len() as u64) % 1_000_003)
}

static TICKS: AtomicU64 = AtomicU64::new(0);

/// A clock that a test can rely on to go on.
fn clock() -> u64 {
    TICKS.fetch_add(1, Ordering::Relaxed)
}

/// So many sales, one of which is dear.
pub(super) fn sales(count: u64, dear: u64) -> impl Iterator<Item = Sold> {
    (1..=count).map(move |number| Sold {
        item: "x".repeat(usize::try_from(number % 20 + 1).expect("small")),
        cents: if number == dear { 5_000 } else { 100 + number },
    })
}
