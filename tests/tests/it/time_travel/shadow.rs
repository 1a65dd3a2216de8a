//! Other rules over the same events.

use chronostack::{
    event::RecastError,
    history::{Parting, ShadowError},
    prelude::*,
    replay::ReplayCause,
};
use pollster::block_on;
use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "coin.put")]
pub struct Put {
    cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "coin.taken")]
pub struct Taken {}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Purse {
    cents: u64,
}

#[reducer(pub enum PurseEvent)]
impl Purse {
    fn put(&mut self, event: &Put) {
        self.cents += event.cents;
    }
    fn taken(&mut self, _event: &Taken) {
        self.cents = 0;
    }
}

/// Other rules, with events and a set of its own.
mod strict {
    use super::*;

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "coin.put")]
    pub struct Coin {
        pub cents: u64,
    }

    /// No more than ten fit in.
    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct SmallPurse {
        cents: u64,
    }

    #[reducer(pub enum SmallPurseEvent, stream = "purse")]
    impl SmallPurse {
        fn put(&mut self, event: &Coin) {
            assert!(event.cents < 1_000, "{} cents are no coin", event.cents);
            self.cents = (self.cents + event.cents).min(10);
        }
        fn taken(&mut self, _event: &Taken) {
            self.cents = 0;
        }
    }

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Unemptied {
        cents: u64,
    }

    #[reducer(pub enum UnemptiedEvent, stream = "purse")]
    impl Unemptied {
        fn put(&mut self, event: &Coin) {
            self.cents += event.cents;
        }
    }
}

/// The same name and version of an event, and another shape.
mod reshaped {
    use super::*;

    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "coin.put")]
    pub struct Put {
        pub cents: i64,
    }

    #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    pub struct Debts {
        cents: i64,
    }

    #[reducer(pub enum DebtsEvent, stream = "purse")]
    impl Debts {
        fn put(&mut self, event: &Put) {
            self.cents += event.cents;
        }
    }
}

use strict::{SmallPurse, Unemptied};

fn put(cents: u64) -> PurseEvent {
    Put { cents }.into()
}

fn story(events: impl IntoIterator<Item = PurseEvent>) -> History<Purse> {
    History::from_events(events)
}

#[test]
fn the_same_rules_make_the_same() {
    let shadow = story([put(3), put(20), Taken {}.into()]).shadow::<Purse>();
    assert!(shadow.parting.is_none() && shadow.ends_alike());
    assert_eq!(shadow.to_string(), "purse/history: 3 events, `Purse` makes of each what `Purse` does");
}

#[test]
fn the_first_event_that_makes_another_state_is_told() {
    let shadow = story([put(3), put(20), put(5)]).shadow::<SmallPurse>();
    let parting = shadow.parting.as_ref().expect("they part");
    assert_eq!((parting.version, parting.position, parting.event), (2, 2, "coin.put"));
    assert!(!shadow.ends_alike());
    insta::assert_snapshot!(shadow, @r"
    purse/history: 3 events, `SmallPurse` parts from `Purse` at version 2, `coin.put`
      Purse       put
      SmallPurse  put
        ~ /cents  23 -> 10
      in the end
        ~ /cents  28 -> 10
    ");
}

#[test]
fn states_that_meet_again_end_alike() {
    let shadow = story([put(20), Taken {}.into()]).shadow::<SmallPurse>();
    assert!(shadow.ends_alike());
    assert_eq!(shadow.parting.as_ref().map(|parting| parting.version), Some(1));
    assert!(shadow.to_string().ends_with("\n  in the end they are alike again"), "{shadow}");
}

#[test]
fn what_other_rules_cannot_fold_is_told_with_its_reason() {
    let panics = story([put(1), put(5_000), put(1)]).shadow::<SmallPurse>();
    let Some(Parting { version: 2, states: Err(ShadowError::Replay(error)), .. }) = &panics.parting else {
        panic!("{panics:?}")
    };
    assert_eq!(error.cause, ReplayCause::Panicked { message: "5000 cents are no coin".to_owned() });
    assert!(panics.end.is_none() && !panics.ends_alike());

    let unknown = story([put(1), Taken {}.into()]).shadow::<Unemptied>();
    let Some(Parting { version: 2, states: Err(ShadowError::Event(error)), .. }) = &unknown.parting else {
        panic!("{unknown:?}")
    };
    assert!(matches!(error, RecastError::Decode(_)), "{error}");

    let reshaped = story([put(1)]).shadow::<reshaped::Debts>();
    let Some(Parting { version: 1, states: Err(ShadowError::Event(error)), .. }) = &reshaped.parting else {
        panic!("{reshaped:?}")
    };
    assert!(matches!(error, RecastError::Shape { event: "coin.put", version: 1, .. }), "{error}");
}

#[test]
fn over_a_whole_log_those_that_end_otherwise_are_named_on_any_number_of_threads() {
    let stack = ChronoStack::in_memory();
    let (purses, orders) = (stack.machine::<Purse>(), stack.machine::<crate::domain::Order>());
    block_on(orders.dispatch("other", crate::domain::placed(5)).into_future()).expect("recorded");
    for number in 0..40_u64 {
        let id = format!("purse-{number:02}");
        for cents in 0..=number % 8 {
            block_on(purses.dispatch(&id, Put { cents }).into_future()).expect("recorded");
        }
        if number % 3 == 0 {
            block_on(purses.dispatch(&id, Taken {}).into_future()).expect("recorded");
        }
    }
    let expected: Vec<String> = (0..40_u64)
        .filter(|number| (0..=number % 8).sum::<u64>() > 10 && number % 3 != 0)
        .map(|number| format!("purse/purse-{number:02}"))
        .collect();
    for threads in [1, 2, 5] {
        let told = std::sync::Arc::new(std::sync::Mutex::new(Vec::new()));
        let tell = std::sync::Arc::clone(&told);
        let shadowed = stack.shadow::<Purse, SmallPurse>().threads(threads);
        let shadowed = shadowed.progress(move |progress| tell.lock().expect("told").push(progress));
        let shadowed = block_on(shadowed.into_future()).expect("it is replayed");
        let differing: Vec<&str> = shadowed.differing.iter().map(|shadow| shadow.stream.as_str()).collect();
        assert_eq!(differing, expected, "{threads} threads");
        assert_eq!(shadowed.streams, 40);
        assert_eq!(shadowed.events, (0..40_u64).map(|number| number % 8 + 1 + u64::from(number % 3 == 0)).sum::<u64>());
        let told = told.lock().expect("told");
        assert_eq!(told.last().map(|progress| (progress.streams, progress.of)), Some((40, 40)));
        let text = shadowed.to_string();
        assert!(text.ends_with(&format!("\nand {} more", expected.len() - 3)), "{text}");
    }
}

#[test]
fn a_stream_that_the_rules_of_today_cannot_fold_is_an_error() {
    let stack = ChronoStack::in_memory();
    let purses = stack.machine::<Purse>();
    block_on(purses.dispatch("one", Put { cents: 1 }).into_future()).expect("recorded");
    block_on(purses.dispatch("one", Taken {}).into_future()).expect("recorded");
    let unemptied = stack.shadow::<Unemptied, Purse>().threads(2);
    let error = block_on(unemptied.into_future()).expect_err("`coin.taken` is unknown");
    assert!(matches!(error, LoadError::Decode { version: 2, .. }), "{error}");
}

/// Two codes that read what is stored in an older version each in its own way, and one from before there was a newer one.
mod upcasting {
    use super::*;

    macro_rules! tin {
        ($module:ident, $name:ident, |$put:ident| $cents:expr) => {
            pub mod $module {
                use super::*;

                #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
                #[event(name = "coin.put", version = 2, upcast(Put))]
                pub struct PutIn {
                    cents: u64,
                    by: String,
                }

                impl From<Put> for PutIn {
                    fn from($put: Put) -> Self {
                        Self { cents: $cents, by: String::new() }
                    }
                }

                #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
                pub struct $name {
                    cents: u64,
                }

                #[reducer(pub enum Events, stream = "purse")]
                impl $name {
                    fn put(&mut self, event: &PutIn) {
                        self.cents += event.cents;
                    }
                }
            }
        };
    }

    tin!(plain, Tin, |put| put.cents);
    tin!(doubling, DoublingTin, |put| 2 * put.cents);
}

#[test]
fn over_a_log_each_reads_what_is_stored() {
    let stack = ChronoStack::in_memory();
    let purses = stack.machine::<Purse>();
    block_on(purses.dispatch("one", Put { cents: 7 }).into_future()).expect("recorded");
    let shadowed = block_on(stack.shadow::<upcasting::plain::Tin, upcasting::doubling::DoublingTin>().into_future());
    let shadowed = shadowed.expect("it is replayed");
    insta::assert_snapshot!(shadowed, @r"
    1 streams with 1 events: 1 end otherwise by the rules of `DoublingTin` than by those of `Tin`
    purse/one: 1 event, `DoublingTin` parts from `Tin` at version 1, `coin.put`
      Tin          put
      DoublingTin  put
        ~ /cents  7 -> 14
    ");
    let before = block_on(stack.shadow::<upcasting::plain::Tin, Purse>().into_future()).expect("it is replayed");
    assert!(before.differing.is_empty(), "the code of then reads what was stored then: {before}");
    let reshaped = block_on(stack.shadow::<Purse, reshaped::Debts>().into_future()).expect("it is replayed");
    let Some(Parting { version: 1, states: Err(ShadowError::Event(error)), .. }) = &reshaped.differing[0].parting
    else {
        panic!("{reshaped:?}")
    };
    assert!(matches!(error, RecastError::Shape { event: "coin.put", version: 1, .. }), "{error}");
}
