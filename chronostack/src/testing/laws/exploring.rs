//! All states within bounds.

use crate::{
    history::History,
    machine::Reducer,
    testing::{
        coverage::{By, Coverage},
        explore::explore,
        law::EventLaw,
        laws::{determinism, events, invariants, states, targets},
        random,
        suite::Suite,
    },
};

/// All laws about a single event, by name.
fn event_laws<R: Reducer>() -> [(&'static str, EventLaw<R>); 5] {
    [
        ("transitions lead where they say", targets::of_event),
        ("invariants hold", invariants::of_event),
        ("reducing twice gives equal states", determinism::of_event),
        ("states survive serialization", states::of_event),
        ("events survive serialization", events::of_event),
    ]
}

/// Every state that can be reached, within bounds, keeps the laws about single events: breadth first, from payloads at the edges of
/// their types, recorded ones, and such that hold what the state holds. A failure is a shortest history.
///
/// With `--nocapture` it prints how far it came: `complete` where there are no more states (then that is a proof, for these
/// payloads), or which bound was reached. Beyond that there is only what random histories sampled. Below stands which transition was
/// taken how often: by recorded histories, by random ones, and here. One that never was is named and does not fail the test: a
/// guard may rest on what nothing here guesses, and the mend is to record a history.
pub fn reachable_states_keep_the_laws<R: Reducer>(suite: &Suite<R>) {
    let mut coverage = Coverage::default();
    for (_, history) in suite.readable() {
        coverage.count_history::<R>(history.events(), By::Recorded);
    }
    let sampled = random::sample(suite, |events| {
        coverage.count_history::<R>(History::<R>::from_events(events).events(), By::Random);
    });
    match explore(suite, &event_laws(), &mut coverage) {
        Ok(explored) => {
            let machine = R::machine();
            // Shown by `cargo test -- --nocapture`.
            println!(
                "`{}`: {explored}  sampled beyond: {sampled} random histories, by random_legal_histories_keep_the_laws\n\n{}",
                machine.name,
                coverage.table(machine)
            );
        }
        Err(report) => panic!("{report}"),
    }
}
