//! A machine that passes over what newer code recorded, before that was taken back.

use std::sync::Arc;

use chronostack::{history::Verified, log::MemoryLog, prelude::*, reducer};
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "purse.filled")]
struct Filled {
    cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Purse {
    sum: u64,
}

#[reducer(enum PurseEvent, unknown = ignore)]
impl Purse {
    fn filled(&mut self, event: &Filled) {
        self.sum += event.cents;
    }
}

mod newer {
    use super::*;

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "purse.tipped")]
    pub(super) struct Tipped {
        pub(super) cents: u64,
    }

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub(super) struct Purse {
        sum: u64,
    }

    #[reducer(pub(super) enum PurseEvent, unknown = ignore)]
    impl Purse {
        fn filled(&mut self, event: &Filled) {
            self.sum += event.cents;
        }

        fn tipped(&mut self, event: &Tipped) {
            self.sum += event.cents;
        }
    }
}

/// The fingerprints from an event on that is passed over are of states that this code cannot make: no rule is to blame.
#[test]
fn nothing_is_compared_from_there_on() {
    block_on(async {
        let log = Arc::new(MemoryLog::new());
        let builder = || ChronoStack::builder().log(Arc::clone(&log)).fingerprints(Fingerprints::every(1));
        let stack = builder().build().expect("built");
        let new = stack.machine::<newer::Purse>();
        for id in ["last", "within"] {
            new.dispatch(id, Filled { cents: 1 }).await.expect("recorded");
            new.dispatch(id, newer::Tipped { cents: 10 }).await.expect("recorded");
        }
        new.dispatch("within", Filled { cents: 2 }).await.expect("recorded");
        assert_eq!(new.verify_all().await.expect("verified").verified.reproduced, 5);

        let stack = builder().build().expect("built");
        let old = stack.machine::<Purse>();
        let report = old.verify_all().await.expect("verified");
        assert!(report.diverged.is_empty(), "{report}");
        let counts = |verified: Verified| (verified.events, verified.reproduced, verified.incomparable);
        assert_eq!(counts(report.verified), (3, 2, 1));
        assert_eq!(counts(old.verify("last").await.expect("nothing diverges")), (1, 1, 0));
        assert_eq!(counts(old.verify("within").await.expect("nothing diverges")), (2, 1, 1));
    });
}
