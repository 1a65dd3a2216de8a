//! The double run: what is the same all through one process, and differs in another.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{SystemTime, UNIX_EPOCH},
};

use chronostack::{
    History,
    machine::Reducer,
    prelude::*,
    replay::panic_message,
    testing::{RecordedHistory, Suite, laws},
};
use serde::{Deserialize, Serialize};

use crate::testing::broken::{Counted, Reset};

/// Each reads something else behind a function, where no macro sees it.
macro_rules! machine {
    ($module:ident, $reads:expr) => {
        mod $module {
            use super::*;

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub(super) struct Seen {
                seen: String,
            }

            #[reducer(pub(super) enum SeenEvent, stream = "seen")]
            impl Seen {
                fn counted(&mut self, event: &Counted) {
                    self.seen += &event.by.to_string();
                }

                fn reset(&mut self, _event: &Reset) {
                    self.seen = $reads;
                }
            }
        }
    };
}

machine!(sound, String::new());
machine!(zoned, zone());
machine!(clocked, clock());
machine!(walking, walk());

fn zone() -> String {
    std::env::var("TZ").unwrap_or_default()
}

fn clock() -> String {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |time| time.as_micros()).to_string()
}

/// A map that lives as long as its process, and so stands in one order there.
fn walk() -> String {
    static ORDER: std::sync::LazyLock<std::collections::HashSet<u32>> = std::sync::LazyLock::new(|| (0..40).collect());
    ORDER.iter().map(u32::to_string).collect()
}

/// What the double run says of a history whose second event is a reset; `None` in the other process.
fn double_run<R: Reducer<Event: From<Counted> + From<Reset>>>(test: &str) -> Option<Result<(), String>> {
    let events = [Counted { by: 1 }.into(), Reset.into(), Counted { by: 2 }.into()];
    let lines = History::<R>::from_events(events).to_jsonl().leak();
    let histories: &'static [RecordedHistory] = vec![RecordedHistory { name: "reset", text: lines }].leak();
    let suite = Suite::<R> { package: "", folder: "histories", caller: file!(), histories, equal: None };
    let law = || laws::replaying_in_another_process_gives_equal_states(&suite, test);
    let ran = catch_unwind(AssertUnwindSafe(law)).map_err(|panic| panic_message(panic.as_ref()));
    std::env::var_os("CHRONOSTACK_DOUBLE_RUN").is_none().then_some(ran)
}

/// The message, in which version 2 is the first that differs.
fn caught<R: Reducer<Event: From<Counted> + From<Reset>>>(test: &str) {
    let Some(ran) = double_run::<R>(test) else { return };
    let message = ran.expect_err("two processes make different states");
    assert!(
        message.starts_with("histories/reset.jsonl: two processes make different states of version 2"),
        "{message}"
    );
    assert!(message.contains("behind `reset` at ") && message.contains("processes.rs:"), "{message}");
    assert!(message.contains("TZ=XCS-13:37"), "{message}");
}

#[test]
fn what_depends_on_events_alone_is_the_same_in_two_processes() {
    let test = concat!(module_path!(), "::what_depends_on_events_alone_is_the_same_in_two_processes");
    let Some(ran) = double_run::<sound::Seen>(test) else { return };
    ran.expect("two processes make equal states");
}

#[test]
fn a_time_zone_is_caught() {
    caught::<zoned::Seen>(concat!(module_path!(), "::a_time_zone_is_caught"));
}

#[test]
fn a_clock_behind_a_function_is_caught() {
    caught::<clocked::Seen>(concat!(module_path!(), "::a_clock_behind_a_function_is_caught"));
}

#[test]
fn a_walk_through_a_hash_set_that_lives_as_long_as_the_process_is_caught() {
    let test = concat!(module_path!(), "::a_walk_through_a_hash_set_that_lives_as_long_as_the_process_is_caught");
    caught::<walking::Seen>(test);
}
