//! The laws as tests.

use crate::{
    machine::Reducer,
    testing::{
        law::HistoryLaw,
        laws::{determinism, events, fingerprints, invariants, processes, snapshots, states, targets},
        random,
        suite::Suite,
    },
};

/// All laws about histories, by name.
fn history_laws<R: Reducer>() -> [(&'static str, HistoryLaw<R>); 6] {
    [
        ("replaying twice gives equal states", determinism::law),
        ("states survive serialization", states::law),
        ("a snapshot and the tail equal a full replay", snapshots::law),
        ("events survive serialization", events::law),
        ("transitions lead where they say", targets::law),
        ("invariants hold", invariants::law),
    ]
}

fn on_recorded<R: Reducer>(suite: &Suite<R>, law: HistoryLaw<R>) {
    for (name, history) in suite.readable() {
        if let Err(broken) = law(suite, history.events()) {
            panic!("{}/{name}.jsonl: {broken}", suite.folder);
        }
    }
}

/// A second replay, in another thread, gives equal states after each event. It catches reducers that read a clock,
/// random numbers, thread-locals or statics, and those that depend on the order in which a hash map is walked.
pub fn replaying_twice_gives_equal_states<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, determinism::law);
}

/// The code makes of each recorded history the states whose fingerprints were recorded with it: see
/// [`History::verify`](crate::History::verify).
pub fn recorded_fingerprints_are_reproduced<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, fingerprints::law);
}

/// This very test, run once more in a process with other hash seeds, another time zone and another locale, makes equal states of all recorded
/// histories. It catches what is the same all through one process. `test` is the test's path, with that of its crate.
pub fn replaying_in_another_process_gives_equal_states<R: Reducer>(suite: &Suite<R>, test: &str) {
    if let Err(broken) = processes::law(suite, test) {
        panic!("{broken}");
    }
}

/// For every k: the state of version k, written and read back as a snapshot is, and the events behind it give the state
/// that all events give. (Of a history so long that this takes more than a million reductions, for k at even distances.)
pub fn a_snapshot_and_the_tail_equal_a_full_replay<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, snapshots::law);
}

/// Each state, written and read back as a snapshot is, is equal to what it was.
pub fn states_survive_serialization<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, states::law);
}

/// Each event, written and read back by its codec, and through JSON as export and import do, is what it was.
pub fn events_survive_serialization<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, events::law);
}

/// Each transition leads to a state that its row names behind `=>`.
pub fn transitions_lead_where_they_say<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, targets::law);
}

/// Each `#[invariant]` holds after every event.
pub fn invariants_hold<R: Reducer>(suite: &Suite<R>) {
    on_recorded(suite, invariants::law);
}

/// Random histories, each event legal when it happens, keep all laws about histories. A failure is cut down to the shortest
/// history that still fails, and printed as lines to be kept as a test; `CHRONOSTACK_SEED` repeats it.
pub fn random_legal_histories_keep_the_laws<R: Reducer>(suite: &Suite<R>) {
    random::check(suite, &history_laws());
}
