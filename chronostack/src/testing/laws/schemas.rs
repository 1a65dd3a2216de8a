//! What is recorded looks as it always did, and leads where it did.

use std::{
    io::{self, Write},
    path::Path,
};

use crate::{
    machine::Reducer,
    testing::{
        lock::{Code, Consent, Ending, check, check_logic, verify_sealed},
        suite::Suite,
    },
};

/// Every version of every event looks on the wire as `chronostack.lock` says: a change that old logs would not survive is refused, with
/// what to do about it. See [the lock](crate::testing#the-schema-lock).
pub fn the_schemas_equal_the_lock<R: Reducer>(suite: &Suite<R>) {
    if let Err(message) = checked(suite) {
        panic!("{message}");
    }
}

/// Payloads of every version, sealed beside the histories when it was first locked, are read by today's code, say what they said, and
/// are written alike where their version is the present one. Nothing ever rewrites them: neither an accepted snapshot nor
/// `CHRONOSTACK_UPDATE=lock`.
pub fn sealed_payloads_are_read_as_ever<R: Reducer>(suite: &Suite<R>) {
    // The first run seals them. What is wrong with the lock is for the test above to say.
    let _ = checked(suite);
    if let Err(message) = verify_sealed(Path::new(suite.package), &Code::of::<R>()) {
        panic!("{message}");
    }
}

/// Every recorded history ends as it did when the lock was written. Logic that changed without one ending otherwise is told of and locked; where
/// any does, that is refused, with which and what to do.
pub fn recorded_histories_end_as_locked<R: Reducer>(suite: &Suite<R>) {
    // The first run locks the machine. What is wrong with its events is for the test above to say.
    let _ = checked(suite);
    match Consent::from_env().and_then(|consent| check_logic(Path::new(suite.package), &with_endings(suite), &consent))
    {
        Ok(None) => {}
        // Past what a test's output is caught by: of tests that pass nobody sees it.
        Ok(Some(note)) => drop(writeln!(io::stderr(), "{note}")),
        Err(message) => panic!("{message}"),
    }
}

fn with_endings<R: Reducer>(suite: &Suite<R>) -> Code {
    let file = |name: &str| format!("{}/{name}.jsonl", suite.folder);
    let endings = suite.histories.iter().filter_map(|recorded| Ending::of::<R>(file(recorded.name), recorded.text));
    Code::of::<R>().sealed_in(suite.folder).ending(endings.collect())
}

fn checked<R: Reducer>(suite: &Suite<R>) -> Result<(), String> {
    let code = Code::of::<R>().sealed_in(suite.folder);
    check(Path::new(suite.package), &code, &Consent::from_env()?)
}
