//! What makes a history legal.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::{
    history::History,
    machine::{Outcome, Reducer},
};

/// The state after `event`, if `dispatch` would record it as `version`: it is legal, not ignored, and nothing panics.
pub(super) fn step<R: Reducer>(state: &R, version: u64, event: &R::Event) -> Option<R> {
    let meta = History::<R>::made_up_meta(version);
    let stepped = catch_unwind(AssertUnwindSafe(|| {
        state.check(event).ok()?;
        let mut after = state.clone();
        matches!(after.reduce(event, &meta), Outcome::Applied { .. }).then_some(after)
    }));
    // What it panicked with is not the laws' business: `dispatch` gives it back as an error and records nothing.
    stepped.ok()?
}
