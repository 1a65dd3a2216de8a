//! Each law can fail, and its failure says what is wrong.

use std::panic::catch_unwind;

use chronostack::{
    history::History,
    machine::Reducer,
    replay::panic_message,
    testing::{Equality, NoEquality as _, Suite, laws},
};

use crate::{
    domain::Order,
    testing::broken::{Counted, Forgetful, Lamp, Moody, Plain, Price, Reset, Shop, Vault, VaultEvent, Visit},
};

macro_rules! suite {
    ($machine:ty) => {
        Suite::<$machine> {
            package: env!("CARGO_MANIFEST_DIR"),
            folder: "tests/histories/none",
            caller: file!(),
            histories: &[],
            equal: Equality::<$machine>::NEW.of_states(),
        }
    };
}

/// What the failing law says.
pub(super) fn broken<R: Reducer>(suite: &Suite<R>, law: fn(&Suite<R>)) -> String {
    let checked = catch_unwind(std::panic::AssertUnwindSafe(|| law(suite)));
    panic_message(checked.expect_err("the law should be broken").as_ref())
}

fn broken_at_random<R: Reducer>(suite: &Suite<R>) -> String {
    broken(suite, laws::random_legal_histories_keep_the_laws)
}

#[test]
fn a_sound_machine_keeps_them() {
    laws::random_legal_histories_keep_the_laws(&suite!(Order));
    laws::every_state_can_be_reached(&suite!(Order));
    laws::dead_ends_are_terminal(&suite!(Order));
}

#[test]
fn so_does_one_whose_state_has_no_equality() {
    laws::random_legal_histories_keep_the_laws(&suite!(Plain));
}

#[test]
fn a_reducer_that_depends_on_more_than_its_events() {
    let message = broken_at_random(&suite!(Moody));
    assert!(message.contains("breaks the law \"replaying twice gives equal states\""), "{message}");
    assert!(message.contains("~ /total"), "{message}");
    assert!(message.contains("(1 event of"), "cut down to one event: {message}");
}

#[test]
fn a_state_that_loses_a_field() {
    let message = broken_at_random(&suite!(Forgetful));
    assert!(message.contains("breaks the law \"states survive serialization\""), "{message}");
    assert!(message.contains("Counted(Counted { by: 1 })"), "its values are made plain: {message}");
    assert!(message.contains("\"type\":\"counted\""), "it can be kept as a test: {message}");
}

#[test]
fn an_event_that_is_not_read_as_it_was_written() {
    let message = broken_at_random(&suite!(Price));
    assert!(message.contains("breaks the law \"events survive serialization\""), "{message}");
    assert!(message.contains("the event is another once"), "{message}");
}

#[test]
fn a_handler_that_leads_elsewhere() {
    let message = broken_at_random(&suite!(Lamp));
    assert!(message.contains("breaks the law \"transitions lead where they say\""), "{message}");
    assert!(message.contains("`switch_on` led from `Off` to `Broken`"), "{message}");
}

#[test]
fn an_invariant_that_does_not_hold() {
    let message = broken_at_random(&suite!(Vault));
    assert!(message.contains("breaks the law \"invariants hold\""), "{message}");
    assert!(message.contains("(`reset`): the invariant `balance_covers_holds` does not hold: "), "{message}");
    assert!(message.contains("\n  before: {\"balance\":"), "{message}");
    assert!(message.contains("\n  after:  {\"balance\":99,"), "{message}");
}

fn broken_when_explored<R: Reducer>(suite: &Suite<R>) -> String {
    broken(suite, laws::reachable_states_keep_the_laws)
}

#[test]
fn exploring_finds_what_breaks_a_law_by_a_shortest_history() {
    let message = broken_when_explored(&suite!(Vault));
    let expected = "`Vault` breaks the law \"invariants hold\": version 2 (`reset`): the invariant `balance_covers_holds` does not \
                    hold: 156 short\n  before: Vault {\"balance\":255,\"held\":0}\n  after:  Vault {\"balance\":99,\"held\":255}\n\n\
                    a shortest history that does (2 events):\n\
                    given::<Vault>([\n    VaultEvent::Counted(Counted { by: 255 }),\n    VaultEvent::Reset(Reset),\n])";
    assert!(message.starts_with(expected), "{message}");
    let message = broken_when_explored(&suite!(Lamp));
    assert!(message.contains("breaks the law \"transitions lead where they say\": version 1"), "{message}");
    let message = broken_when_explored(&suite!(Moody));
    assert!(message.contains("breaks the law \"reducing twice gives equal states\""), "{message}");
    let message = broken_when_explored(&suite!(Forgetful));
    assert!(message.contains("breaks the law \"states survive serialization\""), "{message}");
    let message = broken_when_explored(&suite!(Price));
    assert!(message.contains("breaks the law \"events survive serialization\""), "{message}");
    laws::reachable_states_keep_the_laws(&suite!(Order));
    laws::reachable_states_keep_the_laws(&suite!(Plain));
}

#[test]
fn a_history_tells_the_first_version_that_breaks_an_invariant() {
    let story = History::<Vault>::from_events([
        VaultEvent::Counted(Counted { by: 7 }),
        VaultEvent::Reset(Reset),
        VaultEvent::Counted(Counted { by: 93 }),
        VaultEvent::Reset(Reset),
        VaultEvent::Reset(Reset),
    ]);
    let error = story.check_invariants().unwrap_err();
    assert_eq!((error.version, error.event, error.broken.invariant), (4, "reset", "balance_covers_holds"));
    assert_eq!(error.before, serde_json::json!({"balance": 100, "held": 7}));
    assert_eq!(story.fork(3).check_invariants(), Ok(()));
    assert_eq!(Vault::machine().invariants, ["is_not_negative", "balance_covers_holds"]);
    assert_eq!(Order::machine().invariants, [""; 0]);
}

#[test]
fn a_state_out_of_reach() {
    let message = broken(&suite!(Shop), laws::every_state_can_be_reached);
    assert!(message.contains("no transition leads to `Lost`"), "{message}");
}

#[test]
fn a_circle_that_never_comes_to_an_end() {
    let message = broken(&suite!(Visit), laws::every_state_can_come_to_an_end);
    assert!(message.contains("from `Inside`, `Outside` no transitions lead to a state that is terminal"), "{message}");
    laws::dead_ends_are_terminal(&suite!(Visit));
    laws::every_state_can_come_to_an_end(&suite!(Order));
    laws::every_state_can_come_to_an_end(&suite!(Lamp));
}

#[test]
fn a_dead_end() {
    let message = broken(&suite!(Shop), laws::dead_ends_are_terminal);
    assert!(message.contains("nothing leads out of `Closed`"), "{message}");
}
