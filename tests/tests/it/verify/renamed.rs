//! The till once its states have other names in the code, and the changed rule.

use std::collections::HashMap;

use chronostack::{prelude::*, reducer};
use serde::{Deserialize, Serialize};

use super::till::{Counted, Sold};

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) enum Till {
    #[default]
    Closed,
    #[serde(rename = "Open")]
    Opened {
        sum: u64,
        items: HashMap<String, u64>,
    },
    Short {
        sum: u64,
    },
}

#[reducer(pub(super) enum TillEvent, otherwise = reject)]
impl Till {
    #[transition(Closed | Opened { .. } => Opened)]
    fn sell(self, event: &Sold) -> Self {
        let (mut sum, mut items) = match self {
            Till::Opened { sum, items } => (sum, items),
            Till::Closed | Till::Short { .. } => Default::default(),
        };
        *items.entry(event.item.clone()).or_default() += 1;
        sum += event.cents.min(1_000);
        Till::Opened { sum, items }
    }

    #[transition(Opened { sum, items } => Opened | Short)]
    fn count(sum: u64, items: HashMap<String, u64>, event: &Counted) -> Self {
        if event.cents < sum { Till::Short { sum } } else { Till::Opened { sum, items } }
    }
}
