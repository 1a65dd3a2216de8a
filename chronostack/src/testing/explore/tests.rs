//! That exploring goes everywhere, and says how far it came.

use serde::{Deserialize, Serialize};

use crate::{
    machine::Reducer,
    testing::{
        coverage::{By, Coverage},
        explore::{explore, explored::Stop},
        law::Moved,
        random::tests::{Closed, Opened, Till, suite},
        suite::Suite,
    },
};

#[derive(crate::State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
enum Gate {
    #[default]
    Shut,
    Open {
        by: String,
    },
    Locked,
}

#[crate::reducer(enum GateEvent, otherwise = reject)]
impl Gate {
    #[transition(Shut => Open)]
    fn open(event: &Opened) -> Self {
        Gate::Open { by: event.clerk.clone() }
    }

    #[transition(Open { .. } | Locked => Shut)]
    fn shut(_event: &Closed) -> Self {
        Gate::Shut
    }
}

fn gate() -> Suite<Gate> {
    Suite { package: "", folder: "", caller: file!(), histories: &[], equal: None }
}

#[test]
fn a_small_machine_is_explored_to_its_end() {
    let mut coverage = Coverage::default();
    let explored = explore(&gate(), &[], &mut coverage).unwrap();
    // Shut, and open by nobody or by `a`: none of the payloads names another.
    assert_eq!((explored.states, explored.stopped), (3, None));
    let shown = explored.to_string();
    assert!(
        shown.starts_with("explored 3 states, all within 1 event; complete\n  proved for every history of 6 payloads "),
        "{shown}"
    );
    let table = coverage.table(Gate::machine());
    assert_eq!(
        table,
        "transition                   recorded    random  explored\n\
         till.opened  Shut -> Open           0         0         4\n\
         till.closed  Open -> Shut           0         0         4\n\
         till.closed  Locked -> Shut         0         0         0\n\
         never taken, so nothing is known of them (record a history that takes them): till.closed Locked -> Shut\n"
    );
}

/// The guards are met by values of the state itself only.
#[test]
fn a_large_one_is_explored_up_to_a_bound() {
    let mut coverage = Coverage::default();
    let explored = explore(&suite(), &[], &mut coverage).unwrap();
    assert!(matches!(explored.stopped, Some(Stop::States(2_000) | Stop::Time(_))), "{explored}");
    assert!(explored.to_string().contains(" is reached\n"), "{explored}");
    let table = coverage.table(Till::machine());
    assert!(!table.contains("never taken"), "{table}");
}

#[test]
fn a_shortest_history_that_breaks_a_law_is_told() {
    let law = |_: &Suite<Till>, moved: &Moved<'_, Till>| match moved.after {
        Till::Empty { .. } => Err("it is empty".to_owned()),
        _ => Ok(()),
    };
    let report = explore(&suite(), &[("it is never empty", law)], &mut Coverage::default()).unwrap_err();
    let expected = "`Till` breaks the law \"it is never empty\": version 2 (`till.paid_out`): it is empty\n\n\
                    a shortest history that does (2 events):\ngiven::<Till>([\n    TillEvent::Opened(Opened { float: 0, clerk: \"\".into() }),\n    TillEvent::PaidOut(PaidOut { cents: 0 }),\n])";
    assert!(report.starts_with(expected), "{report}");
}

#[test]
fn a_law_that_panics_is_broken() {
    let law = |_: &Suite<Till>, _: &Moved<'_, Till>| panic!("no law");
    let report = explore(&suite(), &[("it holds", law)], &mut Coverage::default()).unwrap_err();
    assert!(report.contains("version 1 (`till.opened`): it panicked: no law"), "{report}");
}

#[test]
fn what_only_a_recorded_history_took_is_counted_there() {
    let mut coverage = Coverage::default();
    let history = crate::History::<Gate>::from_events([GateEvent::Opened(Opened::default())]);
    coverage.count_history::<Gate>(history.events(), By::Recorded);
    let table = coverage.table(Gate::machine());
    assert!(table.contains("till.opened  Shut -> Open           1         0         0\n"), "{table}");
    assert!(table.contains(": till.closed Open -> Shut, till.closed Locked -> Shut\n"), "{table}");
}
