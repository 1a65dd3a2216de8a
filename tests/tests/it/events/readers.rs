//! One way from a stored payload to an event: whoever reads an older version gets today's, or the same error.

use std::sync::Arc;

use chronostack::{
    codec::DecodeError, history::History, log::MemoryLog, prelude::*, snapshot::Snapshots, stack::LoadError,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

/// The code of before.
mod before {
    use super::*;

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub(super) struct Till {
        euros: u64,
    }

    #[reducer(pub(super) enum TillEvent)]
    impl Till {
        fn paid(&mut self, event: &PaidV1) {
            self.euros += event.euros;
        }
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.paid")]
struct PaidV1 {
    euros: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.paid", version = 2, upcast(PaidV1))]
struct PaidV2 {
    cents: u64,
}

impl From<PaidV1> for PaidV2 {
    fn from(old: PaidV1) -> Self {
        Self { cents: old.euros * 100 }
    }
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.paid", version = 3, try_upcast(PaidV2))]
struct Paid {
    cents: u64,
    cash: bool,
}

impl TryFrom<PaidV2> for Paid {
    type Error = String;

    fn try_from(old: PaidV2) -> Result<Self, String> {
        if old.cents == 0 { Err("nothing was paid".to_owned()) } else { Ok(Self { cents: old.cents, cash: true }) }
    }
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Till {
    cents: u64,
}

#[reducer(enum TillEvent)]
impl Till {
    fn paid(&mut self, event: &Paid) {
        self.cents += event.cents;
    }
}

/// A log of version 1, with a payment of `euros` under the key `first`.
async fn written(euros: u64) -> ChronoStack {
    let log = Arc::new(MemoryLog::new());
    let stack = ChronoStack::builder().log(log).snapshots(Snapshots::every(1)).build().expect("a stack");
    let till = stack.machine::<before::Till>();
    till.dispatch("a", PaidV1 { euros }).idempotency_key("first").await.expect("recorded");
    stack
}

#[test]
fn every_reader_gets_todays_version() {
    block_on(async {
        let stack = written(2).await;
        let paid = TillEvent::Paid(Paid { cents: 200, cash: true });
        let till = stack.machine::<Till>();
        let state = Till { cents: 200 };
        assert_eq!(till.load("a").await.expect("load").state, state);
        assert_eq!(till.at("a", 1).await.expect("at").state, state);
        assert_eq!(till.as_of("a", Timestamp::MAX).await.expect("as_of").state, state);
        assert_eq!(till.replay().await.expect("replay").states[0].1.state, state);
        let story = till.history("a").await.expect("history");
        assert_eq!((&story.events()[0].event, story.state()), (&paid, &state));
        let repeated = till.dispatch("a", Paid { cents: 1, cash: false }).idempotency_key("first").await;
        let repeated = repeated.expect("the first answer");
        assert_eq!((repeated.duplicate, &repeated.events[0].event, &repeated.state), (true, &paid, &state));
        let decided =
            till.decide("a", |till| Ok::<_, String>(vec![Paid { cents: till.cents, cash: true }.into()])).await;
        assert_eq!(decided.expect("decide").state, Till { cents: 400 });

        let exported = stack.machine::<before::Till>().history("b").await.expect("no such stream");
        assert!(exported.is_empty());
        let lines = History::<before::Till>::from_events([before::TillEvent::PaidV1(PaidV1 { euros: 2 })]).to_jsonl();
        let imported = History::<Till>::from_jsonl(lines).expect("import");
        assert_eq!((&imported.events()[0].event, imported.state()), (&paid, &state));
    });
}

#[test]
fn every_reader_is_refused_alike_with_the_place() {
    block_on(async {
        let stack = written(0).await;
        let till = stack.machine::<Till>();
        let (name, reason) = ("till.paid".to_owned(), "nothing was paid".to_owned());
        let expected = DecodeError::Upcast { name, version: 2, newest: 3, reason };
        for refused in [
            till.load("a").await.map(drop),
            till.at("a", 1).await.map(drop),
            till.as_of("a", Timestamp::MAX).await.map(drop),
            till.replay().await.map(drop),
            till.history("a").await.map(drop),
        ] {
            let refused = refused.expect_err("version 2 cannot become version 3");
            assert!(
                matches!(&refused, LoadError::Decode { position: 1, version: 1, source, .. } if *source == expected),
                "{refused}"
            );
        }
        let dispatched = till.dispatch("a", Paid { cents: 1, cash: true }).await.expect_err("its state cannot be told");
        assert!(
            dispatched.to_string().ends_with(
                "(`till.paid`, till/a version 1): `till.paid` version 2 cannot become version 3: nothing was paid"
            ),
            "{dispatched}"
        );
        let lines = History::<before::Till>::from_events([before::TillEvent::PaidV1(PaidV1 { euros: 0 })]).to_jsonl();
        let imported = History::<Till>::from_jsonl(lines).expect_err("import");
        assert_eq!(
            imported.to_string(),
            "import line 1 (`till.paid` version 1): `till.paid` version 2 cannot become version 3: nothing was paid"
        );
    });
}
