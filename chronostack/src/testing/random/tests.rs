//! That random histories go everywhere, and that shrinking leaves little.

use std::collections::BTreeSet;

use fastrand::Rng;
use serde::{Deserialize, Serialize};

use crate::{
    event::{Event, Recorded},
    testing::{
        random::{
            check::run,
            legal::{history, is_legal, recorded},
            propose::Proposer,
            shrink::shrink,
        },
        suite::Suite,
    },
};

#[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.opened")]
pub(in crate::testing) struct Opened {
    float: u32,
    clerk: String,
}

#[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.paid_out")]
pub(in crate::testing) struct PaidOut {
    cents: u32,
}

#[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "till.closed")]
pub(in crate::testing) struct Closed {
    clerk: String,
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

fn suite() -> Suite<Till> {
    Suite { package: "", folder: "", caller: file!(), histories: &[], equal: None }
}

/// The guards are met by values of the state itself only: an amount that is just there, the name of the clerk.
#[test]
fn random_histories_take_every_transition() {
    let rng = &mut Rng::with_seed(3);
    let mut proposer = Proposer::new(&suite(), rng);
    let mut taken = BTreeSet::new();
    let mut longest = 0;
    for _ in 0..64 {
        let events = history::<Till>(&mut proposer);
        assert!(is_legal::<Till>(&events));
        longest = longest.max(events.len());
        let story = recorded::<Till>(&events);
        taken.extend(story.steps().filter_map(|step| step.transition()).map(|transition| transition.to_string()));
    }
    let all = ["Empty -> Shut", "Open -> Empty", "Open -> Open", "Open -> Shut", "Shut -> Open"];
    assert_eq!(taken.iter().collect::<Vec<_>>(), all);
    assert!(longest > 10, "{longest}");
}

#[test]
fn a_failure_is_cut_down_to_what_breaks_it() {
    let rng = &mut Rng::with_seed(5);
    let mut proposer = Proposer::new(&suite(), rng);
    // It breaks once more than 41 cents were paid out of a till.
    let breaks = |events: &[TillEvent]| {
        let paid_out = |event: &TillEvent| matches!(event, TillEvent::PaidOut(PaidOut { cents }) if *cents > 41);
        is_legal::<Till>(events) && events.iter().any(paid_out)
    };
    let found = std::iter::repeat_with(|| history::<Till>(&mut proposer)).find(|events| breaks(events)).unwrap();
    let least = shrink::<Till>(found, breaks);
    let names: Vec<&str> = least.iter().map(|event| event.event_type().name).collect();
    assert_eq!(names, ["till.opened", "till.paid_out"]);
    assert!(least.contains(&TillEvent::PaidOut(PaidOut { cents: 100 })), "{least:?}");
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
