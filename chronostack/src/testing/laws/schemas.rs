//! What is recorded looks as it always did.

use std::path::Path;

use crate::{
    machine::Reducer,
    testing::{
        lock::{Code, Consent, check},
        suite::Suite,
    },
};

/// Every version of every event looks on the wire as `chronostack.lock` says: a change that old logs would not survive is refused, with
/// what to do about it. See [the lock](crate::testing#the-schema-lock).
pub fn the_schemas_equal_the_lock<R: Reducer>(suite: &Suite<R>) {
    let checked = Consent::from_env().and_then(|consent| check(Path::new(suite.package), &Code::of::<R>(), &consent));
    if let Err(message) = checked {
        panic!("{message}");
    }
}
