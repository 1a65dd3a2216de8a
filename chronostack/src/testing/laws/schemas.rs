//! What is recorded looks as it always did.

use std::path::Path;

use crate::{
    machine::Reducer,
    testing::{
        lock::{Code, Consent, check, verify_sealed},
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

fn checked<R: Reducer>(suite: &Suite<R>) -> Result<(), String> {
    let code = Code::of::<R>().sealed_in(suite.folder);
    check(Path::new(suite.package), &code, &Consent::from_env()?)
}
