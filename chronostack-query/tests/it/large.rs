//! A stream of a hundred thousand events.

use std::{
    ops::ControlFlow,
    sync::Arc,
    time::{Duration, Instant},
};

use chronostack::{
    log::{Log, MemoryLog},
    prelude::*,
};
use chronostack_query::{EditData, machine};
use pollster::block_on;
use serde::{Deserialize, Serialize};

const EVENTS: u64 = 100_000;

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "account.deposited")]
struct Deposited {
    cents: u64,
    by: String,
}

/// Holds its last hundred deposits.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Account {
    cents: u64,
    last: Vec<(String, u64)>,
}

#[reducer(enum AccountEvent)]
impl Account {
    fn deposited(&mut self, event: &Deposited) {
        self.cents += event.cents;
        self.last.push((event.by.clone(), event.cents));
        if self.last.len() > 100 {
            self.last.remove(0);
        }
    }
}

#[test]
fn any_version_is_there_at_once_when_the_story_is_loaded() {
    let log: Arc<dyn Log> = Arc::new(MemoryLog::new());
    let stack = ChronoStack::builder().log(Arc::clone(&log)).build().expect("a stack");
    let accounts = stack.machine::<Account>();
    for batch in 0..EVENTS / 1000 {
        let deposits = || (0..1000).map(|cents| Deposited { cents, by: format!("customer-{batch}") }.into()).collect();
        block_on(accounts.decide("1", |_| Ok::<_, std::convert::Infallible>(deposits()))).expect("it is recorded");
    }
    let machine = machine::<Account>();
    let started = Instant::now();
    let stream = "account/1".parse().expect("a name");
    let told = block_on(machine.story(log, &stream)).expect("a story");
    println!("loaded in {:?}, {} bytes", started.elapsed(), told.story.bytes());

    let mut rng = fastrand::Rng::with_seed(1);
    let mut took: Vec<Duration> = (0..500)
        .map(|_| {
            let version = rng.u64(0..=EVENTS);
            let started = Instant::now();
            let state = told.story.view(version).expect("a state");
            let took = started.elapsed();
            let cents = (version / 1000) * 499_500 + (version % 1000) * (version % 1000).saturating_sub(1) / 2;
            assert_eq!(state.at("/cents"), Some(&cents.into()));
            took
        })
        .collect();
    took.sort_unstable();
    println!("a state in {:?} as a rule, {:?} at the most", took[250], took[499]);
    assert!(took[250] < Duration::from_millis(50), "a state took {:?}", took[250]);

    let started = Instant::now();
    let mut seen = 0;
    told.story.outline(EVENTS - 999, Duration::from_millis(50), &mut |_| {
        seen += 1;
        ControlFlow::Continue(())
    });
    println!("{seen} steps in {:?}", started.elapsed());
    assert_eq!(seen, 1000);

    let started = Instant::now();
    let found =
        told.story.first(true, &mut |state| state.at("/cents").is_some_and(|cents| cents.as_u64() > Some(1_000_000)));
    println!("bisected in {:?}", started.elapsed());
    let scanned = Instant::now();
    let first =
        told.story.first(false, &mut |state| state.at("/cents").is_some_and(|cents| cents.as_u64() > Some(1_000_000)));
    println!("scanned in {:?}", scanned.elapsed());
    assert_eq!(found, first);

    let started = Instant::now();
    let edits = r#"[{"leave_out": 2}, {"replace": 1, "type": "account.deposited", "data": {"cents": 0, "by": ""}}]"#;
    let edits: Vec<EditData> = serde_json::from_str(edits).expect("edits");
    let what_if = told.story.what_if(&edits, 200).expect("both futures");
    println!("both futures in {:?}", started.elapsed());
    assert_eq!((what_if.parts_at, what_if.rows.len(), what_if.more), (Some(1), 200, true));
    assert_eq!(what_if.altered.version, EVENTS - 1);
}
