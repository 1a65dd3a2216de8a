//! The laws on random legal histories.

use std::{cell::Cell, env};

use proptest::{
    strategy::{Strategy as _, ValueTree as _},
    test_runner::{Config, RngAlgorithm, TestCaseError, TestError, TestRng, TestRunner},
};

use crate::{
    history::History,
    machine::Reducer,
    testing::{counterexample::counterexample, law::HistoryLaw, random::strategy::Histories, suite::Suite, words},
};

/// Random histories that one run tries.
const HISTORIES: u32 = 64;

/// How often a law is asked while a history that breaks it is made shorter, at the most.
const TRIALS_MAX: u32 = 4_000;

/// The variable that repeats a run.
const SEED: &str = "CHRONOSTACK_SEED";

/// Checks the laws on random legal histories.
///
/// # Panics
/// When one breaks a law, with the shortest history found that does.
pub(in crate::testing) fn check<R: Reducer>(suite: &Suite<R>, laws: &[(&'static str, HistoryLaw<R>)]) {
    let seed = env::var(SEED).ok().map_or_else(
        || fastrand::u64(..),
        |text| text.parse().unwrap_or_else(|_| panic!("{SEED} is {text:?}, and a number is expected")),
    );
    match run(suite, laws, seed) {
        // Shown by `cargo test -- --nocapture`.
        Ok(events) => println!("{HISTORIES} random histories of {events} legal events keep {} laws", laws.len()),
        Err(report) => panic!("{report}"),
    }
}

/// `Ok` tells how many events were tried, `Err` what broke which law.
pub(super) fn run<R: Reducer>(
    suite: &Suite<R>,
    laws: &[(&'static str, HistoryLaw<R>)],
    seed: u64,
) -> Result<usize, String> {
    let events_count = Cell::new(0);
    // The law that was broken first, and by how many events: a shorter history is to break the same.
    let broken = Cell::new(None);
    let result = runner(seed).run(&Histories::like_recorded(suite), |events| {
        events_count.set(events_count.get() + events.len());
        let asked = broken.get().map_or(laws, |(law, _)| &laws[law..=law]);
        let story = History::<R>::from_events(events);
        for (index, (_, law)) in asked.iter().enumerate() {
            if let Err(reason) = law(suite, story.events()) {
                broken.set(broken.get().or(Some((index, story.len()))));
                return Err(TestCaseError::fail(reason));
            }
        }
        Ok(())
    });
    match result {
        Ok(()) => Ok(events_count.get()),
        Err(TestError::Fail(reason, events)) => {
            let (law, found) = broken.get().map_or(("no law panics", 0), |(law, found)| (laws[law].0, found));
            let count = words::events(events.len());
            let found =
                format!("the shortest history found that does ({count} of {found}; {SEED}={seed} finds it again)");
            Err(counterexample(suite, law, reason.message(), &found, &events))
        }
        Err(TestError::Abort(reason)) => Err(format!("`{}`: {reason}", R::machine().name)),
    }
}

fn runner(seed: u64) -> TestRunner {
    let mut seeds = [0; 32];
    seeds[..8].copy_from_slice(&seed.to_le_bytes());
    // No file of failures is kept: a seed repeats one, and a recorded history keeps it for ever.
    let config =
        Config { cases: HISTORIES, failure_persistence: None, max_shrink_iters: TRIALS_MAX, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seeds))
}

/// Shows random legal histories, as many as the laws are asked about, and answers how many.
pub(in crate::testing) fn sample<R: Reducer>(suite: &Suite<R>, mut seen: impl FnMut(Vec<R::Event>)) -> u32 {
    let (mut runner, histories) = (runner(fastrand::u64(..)), Histories::like_recorded(suite));
    for _ in 0..HISTORIES {
        // Such a history may be empty, but it is there.
        let Ok(tree) = histories.new_tree(&mut runner) else { continue };
        seen(tree.current());
    }
    HISTORIES
}
