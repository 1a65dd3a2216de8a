//! That random histories go everywhere, and that shrinking leaves little.

use std::collections::BTreeSet;

use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, TestCaseError, TestError, TestRunner},
};
use serde::{Deserialize, Serialize};

use crate::{
    event::Recorded,
    history::History,
    machine::Reducer,
    testing::{
        attempt::attempt,
        random::{check::run, strategy::histories},
        suite::Suite,
    },
};

#[derive(crate::Event, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[event(name = "till.opened")]
pub(in crate::testing) struct Opened {
    float: u32,
    pub(in crate::testing) clerk: String,
}

#[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.paid_out")]
pub(in crate::testing) struct PaidOut {
    cents: u32,
}

#[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.closed")]
pub(in crate::testing) struct Closed {
    pub(in crate::testing) clerk: String,
}

#[derive(crate::State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(in crate::testing) enum Till {
    #[default]
    Shut,
    Open {
        cents: u32,
        clerk: String,
    },
    Empty {
        clerk: String,
    },
}

#[crate::reducer(pub(in crate::testing) enum TillEvent, otherwise = reject)]
impl Till {
    #[transition(Shut => Open)]
    fn open(event: &Opened) -> Self {
        Till::Open { cents: event.float, clerk: event.clerk.clone() }
    }

    #[transition(Open { cents, clerk } => Open | Empty)]
    fn pay_out(cents: u32, clerk: String, event: &PaidOut) -> Self {
        match cents - event.cents {
            0 => Till::Empty { clerk },
            cents => Till::Open { cents, clerk },
        }
    }

    #[transition(Open { .. } | Empty { .. } => Shut)]
    fn close(_event: &Closed) -> Self {
        Till::Shut
    }

    #[guard]
    fn covered(&self, event: &PaidOut) -> Result<(), &'static str> {
        match self {
            Till::Open { cents, .. } if event.cents > *cents => Err("there is not enough in it"),
            _ => Ok(()),
        }
    }

    #[guard]
    fn by_the_same_clerk(&self, event: &Closed) -> Result<(), &'static str> {
        match self {
            Till::Open { clerk, .. } | Till::Empty { clerk } if *clerk != event.clerk => Err("another has the key"),
            _ => Ok(()),
        }
    }
}

pub(in crate::testing) fn suite() -> Suite<Till> {
    Suite { package: "", folder: "", caller: file!(), histories: &[], equal: None }
}

fn is_legal<R: Reducer>(events: &[R::Event]) -> bool {
    (1..)
        .zip(events)
        .try_fold(R::default(), |state, (version, event)| attempt(&state, version, event).legal())
        .is_some()
}

/// The guards are met by values of the state itself only: an amount that is just there, the name of the clerk.
#[test]
fn random_histories_take_every_transition() {
    let mut runner = TestRunner::deterministic();
    let mut taken = BTreeSet::new();
    let mut longest = 0;
    for _ in 0..64 {
        let events = histories::<Till>().new_tree(&mut runner).unwrap().current();
        assert!(is_legal::<Till>(&events));
        longest = longest.max(events.len());
        let story = History::<Till>::from_events(events);
        taken.extend(story.steps().filter_map(|step| step.transition()).map(|transition| transition.to_string()));
    }
    let all = ["Empty -> Shut", "Open -> Empty", "Open -> Open", "Open -> Shut", "Shut -> Open"];
    assert_eq!(taken.iter().collect::<Vec<_>>(), all);
    assert!(longest > 10, "{longest}");
}

/// The shortest history that proptest finds for which `holds` is false.
fn shortest(holds: impl Fn(&[TillEvent]) -> bool) -> Vec<TillEvent> {
    let config = Config { cases: 1_000, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&histories::<Till>(), |events| {
        assert!(is_legal::<Till>(&events), "every history on the way is legal: {events:?}");
        if holds(&events) { Ok(()) } else { Err(TestCaseError::fail("")) }
    });
    let Err(TestError::Fail(_, events)) = result else { panic!("{result:?}") };
    events
}

#[test]
fn a_failure_is_cut_down_to_what_breaks_it() {
    let paid_out = |event: &TillEvent| matches!(event, TillEvent::PaidOut(PaidOut { cents }) if *cents > 41);
    let least = shortest(|events| !events.iter().any(paid_out));
    let opened = Opened { float: 42, clerk: String::new() };
    assert_eq!(least, [TillEvent::Opened(opened), TillEvent::PaidOut(PaidOut { cents: 42 })]);
}

/// The second clerk is another than the first, and each closes what they opened.
#[test]
fn what_must_go_on_together_stays_together() {
    let opened = |event: &TillEvent| match event {
        TillEvent::Opened(Opened { clerk, .. }) => Some(clerk.clone()),
        _ => None,
    };
    let clerks = |events: &[TillEvent]| events.iter().filter_map(opened).collect::<BTreeSet<_>>().len();
    let least = shortest(|events| clerks(events) < 2);
    assert_eq!(least.len(), 3, "{least:?}");
}

#[test]
fn an_illegal_history_is_known_as_such() {
    let opened = TillEvent::Opened(Opened { float: 5, clerk: "ann".to_owned() });
    assert!(is_legal::<Till>(std::slice::from_ref(&opened)));
    assert!(!is_legal::<Till>(&[opened, TillEvent::PaidOut(PaidOut { cents: 6 })]));
}

#[test]
fn a_seed_finds_the_same_again() {
    let law = |_: &Suite<Till>, events: &[Recorded<TillEvent>]| match events.len() {
        0..5 => Ok(()),
        _ => Err("it is long".to_owned()),
    };
    let found = |seed| run(&suite(), &[("histories are short", law)], seed).unwrap_err();
    assert_eq!(found(11), found(11));
    assert_ne!(found(11), found(12));
    assert!(found(11).contains("CHRONOSTACK_SEED=11"));
    assert!(found(11).contains("(5 events of "), "{}", found(11));
}
