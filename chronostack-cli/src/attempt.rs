//! Errors on their way out of what is called back.

use std::ops::ControlFlow;

use crate::failure::Failure;

/// Ends a walk at the first failure, and keeps that: who is called for each event or stream can only say stop.
#[derive(Debug, Default)]
pub(crate) struct Attempt {
    failure: Option<Failure>,
}

impl Attempt {
    /// Goes on, or stops where `done` failed.
    pub(crate) fn go_on(&mut self, done: Result<(), Failure>) -> ControlFlow<()> {
        match done {
            Ok(()) => ControlFlow::Continue(()),
            Err(failure) => {
                self.failure = Some(failure);
                ControlFlow::Break(())
            }
        }
    }

    /// What failed, if something did.
    pub(crate) fn result(&mut self) -> Result<(), Failure> {
        self.failure.take().map_or(Ok(()), Err)
    }
}
