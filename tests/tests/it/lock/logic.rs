//! Logic that changed: what is told, what is refused, and what the lock keeps of it.

use std::{fs, path::Path};

use chronostack::{
    History,
    machine::Reducer,
    testing::lock::{Code, Consent, Ending, Lock, check, check_logic},
};
use tempfile::TempDir;

use super::fixtures::text;

/// A till under a rule; `$key` is what else the reducer's arguments say.
macro_rules! till {
    ($module:ident, [$($key:tt)*], $state:ident { $($field:ident: $shape:ty),* }, $rule:expr) => {
        mod $module {
            use chronostack::prelude::*;
            use serde::{Deserialize, Serialize};

            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "till.sold")]
            pub(super) struct Sold {
                pub(super) cents: u64,
            }

            #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
            pub(super) struct Till {
                $($field: $shape),*
            }

            #[reducer(pub(super) enum TillEvent $($key)*)]
            impl Till {
                fn sold(&mut self, event: &Sold) {
                    let rule: fn(u64) -> u64 = $rule;
                    self.sum += rule(event.cents);
                }
            }
        }
    };
}

/// Stands for a function that rules call: what it does is not to be seen in their tokens.
fn fee(cents: u64) -> u64 {
    cents
}

mod changed {
    pub(super) fn fee(cents: u64) -> u64 {
        if cents >= 1_000 { cents - 1 } else { cents }
    }
}

till!(recorded, [], Till { sum: u64 }, |cents| cents);
till!(rewritten, [], Till { sum: u64 }, |cents| cents.saturating_add(0));
till!(discounted, [], Till { sum: u64 }, |cents| if cents >= 1_000 { cents - cents / 100 } else { cents });
till!(failing, [], Till { sum: u64 }, |cents| {
    assert!(cents < 1_000, "too dear");
    cents
});
till!(widened, [], Till { sum: u64, items: u32 }, |cents| cents);

/// One reducer, token for token, with two functions that it calls.
macro_rules! calling {
    ($module:ident, [$($key:tt)*], $fee:path) => {
        mod $module {
            use $fee as fee;
            super::calling_till! { $($key)* }
        }
    };
}
macro_rules! calling_till {
    ($($key:tt)*) => {
        use chronostack::prelude::*;
        use serde::{Deserialize, Serialize};
        use super::recorded::Sold;

        #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        pub(super) struct Till {
            sum: u64,
        }

        #[reducer(pub(super) enum TillEvent $($key)*)]
        impl Till {
            fn sold(&mut self, event: &Sold) {
                self.sum += fee(event.cents);
            }
        }
    };
}
use calling_till;

calling!(calls, [], super::fee);
calling!(calls_another, [], super::changed::fee);
calling!(calls_another_openly, [, revision = 1], super::changed::fee);

/// Histories of sales, of which one is dear.
fn histories() -> Vec<(String, String)> {
    let sold = |cents: &[u64]| {
        let events = cents.iter().map(|cents| recorded::TillEvent::from(recorded::Sold { cents: *cents }));
        History::<recorded::Till>::from_events(events).to_jsonl()
    };
    let named = |(name, cents): (&str, &[u64])| (format!("histories/till/{name}.jsonl"), sold(cents));
    [("cheap", &[1, 2][..]), ("dear", &[5_000, 7]), ("none", &[])].map(named).into()
}

fn code<R: Reducer>() -> Code {
    let endings = histories().into_iter().filter_map(|(file, text)| Ending::of::<R>(file, &text));
    Code::of::<R>().sealed_in("histories/till").ending(endings.collect())
}

fn locked<R: Reducer>() -> TempDir {
    let package = tempfile::tempdir().expect("a folder");
    check(package.path(), &Code::of::<R>(), &Consent::default()).expect("the machine is locked");
    assert_eq!(settled::<R>(package.path()), Ok(None), "the histories are locked without a word");
    package
}

fn settled<R: Reducer>(package: &Path) -> Result<Option<String>, String> {
    check_logic(package, &code::<R>(), &Consent::default())
}

fn breaking(reason: &str) -> Consent {
    Consent { lock: true, breaking: Some(reason.to_owned()), ci: false }
}

#[test]
fn the_lock_holds_how_histories_end() {
    let package = locked::<recorded::Till>();
    let text = text(package.path());
    let machine = text.split("machine Till").nth(1).and_then(|text| text.split("\nevent").next()).expect("a machine");
    let lines = machine.lines().map(|line| if line.starts_with("  reducer ") { "  reducer [..]" } else { line });
    insta::assert_snapshot!(lines.collect::<Vec<_>>().join("\n"));
    assert_eq!(text.parse::<Lock>().expect("it is read back").to_text(), text);
}

#[test]
fn a_rewriting_that_changes_no_history_is_told_and_locked() {
    let package = locked::<recorded::Till>();
    let before = text(package.path());
    let ci = check_logic(package.path(), &code::<rewritten::Till>(), &Consent { ci: true, ..Consent::default() });
    insta::assert_snapshot!(ci.expect("nothing is wrong").expect("it is told"));
    assert_eq!(text(package.path()), before, "in CI nobody would commit it");
    insta::assert_snapshot!(settled::<rewritten::Till>(package.path()).expect("nothing is wrong").expect("it is told"));
    assert_ne!(text(package.path()), before);
    assert_eq!(settled::<rewritten::Till>(package.path()), Ok(None), "it is told once");
}

#[test]
fn a_rule_by_which_a_history_ends_otherwise_is_refused() {
    let package = locked::<recorded::Till>();
    let before = text(package.path());
    insta::assert_snapshot!(settled::<discounted::Till>(package.path()).unwrap_err());
    let lock = Consent { lock: true, ..Consent::default() };
    let code = code::<discounted::Till>();
    check(package.path(), &code, &lock).expect("no event has changed");
    check_logic(package.path(), &code, &lock).expect_err("CHRONOSTACK_UPDATE=lock accepts what breaks nothing");
    assert_eq!(text(package.path()), before);

    check_logic(package.path(), &code, &breaking("the discount was forgotten")).expect("it is wanted");
    assert!(text(package.path()).contains("\n  rewritten 1 of 3 \"the discount was forgotten\"\n"));
    assert_eq!(settled::<discounted::Till>(package.path()), Ok(None));
    assert!(settled::<recorded::Till>(package.path()).is_err(), "the new end is the locked one");
}

#[test]
fn a_history_that_is_not_replayed_any_more_ends_otherwise() {
    let package = locked::<recorded::Till>();
    insta::assert_snapshot!(settled::<failing::Till>(package.path()).unwrap_err());
}

#[test]
fn what_the_reducer_calls_is_caught_and_asks_for_a_revision() {
    let package = locked::<calls::Till>();
    insta::assert_snapshot!(settled::<calls_another::Till>(package.path()).unwrap_err());
    let unseen = check_logic(package.path(), &code::<calls_another::Till>(), &breaking("meant"));
    assert!(unseen.is_err(), "snapshots would go on with the old states");
    let told = check_logic(package.path(), &code::<calls_another_openly::Till>(), &breaking("meant"));
    assert_eq!(told, Ok(None));
    assert_eq!(settled::<calls_another_openly::Till>(package.path()), Ok(None));
}

#[test]
fn a_state_of_another_shape_cannot_be_compared() {
    let package = locked::<recorded::Till>();
    insta::assert_snapshot!(settled::<widened::Till>(package.path()).expect("nothing is wrong").expect("it is told"));
    assert_eq!(settled::<widened::Till>(package.path()), Ok(None));
}

#[test]
fn where_no_history_is_recorded_that_is_said() {
    let package = tempfile::tempdir().expect("a folder");
    check(package.path(), &Code::of::<recorded::Till>(), &Consent::default()).expect("the machine is locked");
    let told = check_logic(package.path(), &Code::of::<discounted::Till>(), &Consent::default());
    insta::assert_snapshot!(told.expect("nothing is wrong").expect("it is told"));
}

#[test]
fn another_history_in_the_same_file_is_locked_anew_and_one_that_is_gone_is_dropped() {
    let package = locked::<recorded::Till>();
    let mut others = histories();
    others.truncate(2);
    others[1].1 = others[0].1.clone();
    let endings = others.iter().filter_map(|(file, text)| Ending::of::<discounted::Till>(file.clone(), text));
    let code = Code::of::<discounted::Till>().sealed_in("histories/till").ending(endings.collect());
    let told = check_logic(package.path(), &code, &Consent::default()).expect("nothing is wrong").expect("it is told");
    assert!(told.contains("0 of 1 recorded history now end"), "{told}");
    let text = fs::read_to_string(package.path().join("chronostack.lock")).expect("the lock");
    assert!(text.contains("till/dear.jsonl") && !text.contains("till/none.jsonl"), "{text}");
}

/// `R`, with the history of that name in a folder of its own.
fn in_folder<R: Reducer>(name: &str) -> Code {
    let folder = format!("histories/{name}");
    let (_, text) = histories().into_iter().find(|(file, _)| file.contains(name)).expect("there is one");
    let ending = Ending::of::<R>(format!("{folder}/{name}.jsonl"), &text);
    Code::of::<R>().sealed_in(&folder).ending(ending.into_iter().collect())
}

#[test]
fn each_folder_is_compared_with_what_its_histories_were_locked_under() {
    let package = tempfile::tempdir().expect("a folder");
    let settle = |code: Code, consent: &Consent| check_logic(package.path(), &code, consent);
    check(package.path(), &Code::of::<recorded::Till>(), &Consent::default()).expect("the machine is locked");
    for folder in ["cheap", "dear"] {
        settle(in_folder::<recorded::Till>(folder), &Consent::default()).expect("it is new");
    }
    let told =
        settle(in_folder::<discounted::Till>("cheap"), &Consent::default()).expect("none differs").expect("told");
    assert!(told.contains("0 of 1 recorded history now end"), "{told}");
    let locked = text(package.path());
    assert_eq!(locked.parse::<Lock>().expect("it is read back").to_text(), locked);

    let refused = settle(in_folder::<discounted::Till>("dear"), &Consent::default()).expect_err("it ends otherwise");
    assert!(refused.starts_with("`Till`: logic changed; 1 of 1"), "{refused}");
    settle(in_folder::<discounted::Till>("dear"), &breaking("the discount was forgotten")).expect("it is wanted");
    for folder in ["cheap", "dear"] {
        assert_eq!(settle(in_folder::<discounted::Till>(folder), &Consent::default()), Ok(None));
    }
    assert!(!text(package.path()).contains(" under "), "all ended by the locked machine");
}
