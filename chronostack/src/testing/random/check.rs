//! The laws on random legal histories.

use std::env;

use fastrand::Rng;

use crate::{
    machine::Reducer,
    testing::{
        law::HistoryLaw,
        random::{
            legal::{history, is_legal, recorded},
            propose::Proposer,
            shrink::shrink,
        },
        suite::Suite,
        words,
    },
};

/// Random histories that one run tries.
const HISTORIES: usize = 64;

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
    let mut rng = Rng::with_seed(seed);
    let mut proposer = Proposer::new(suite, &mut rng);
    let mut events_count = 0;
    for _ in 0..HISTORIES {
        let events = history::<R>(&mut proposer);
        events_count += events.len();
        for (name, law) in laws {
            if let Err(broken) = hold(suite, *law, &events) {
                return Err(report(suite, name, *law, events, &broken, seed));
            }
        }
    }
    Ok(events_count)
}

fn hold<R: Reducer>(suite: &Suite<R>, law: HistoryLaw<R>, events: &[R::Event]) -> Result<(), String> {
    law(suite, recorded::<R>(events).events())
}

fn report<R: Reducer>(
    suite: &Suite<R>,
    name: &str,
    law: HistoryLaw<R>,
    events: Vec<R::Event>,
    broken: &str,
    seed: u64,
) -> String {
    let found = events.len();
    let events = shrink::<R>(events, |events| is_legal::<R>(events) && hold(suite, law, events).is_err());
    // A reducer that is not deterministic may keep the law this time.
    let broken = hold(suite, law, &events).err().unwrap_or_else(|| broken.to_owned());
    let story = recorded::<R>(&events);
    let shown: Vec<String> = events.iter().map(|event| format!("    {event:?},\n")).collect();
    format!(
        "`{}` breaks the law \"{name}\": {broken}\n\n\
         the shortest history found that does ({} of {found}; {SEED}={seed} finds it again):\n\
         given::<{}>([\n{}])\n\n\
         to keep it as a test, put these lines into {}/NAME.jsonl:\n{}",
        R::machine().name,
        words::events(events.len()),
        R::machine().name,
        shown.concat(),
        suite.folder,
        story.try_to_jsonl().unwrap_or_else(|error| format!("(they cannot be: {error})")),
    )
}
