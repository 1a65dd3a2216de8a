//! An event beside its metadata.

use std::ops::Deref;

use crate::meta::Meta;

/// An event with what was recorded about it. Derefs to the event.
#[derive(Clone, Debug, PartialEq)]
pub struct Recorded<E> {
    /// The event.
    pub event: E,
    /// What was recorded about it.
    pub meta: Meta,
}

impl<E> Deref for Recorded<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.event
    }
}
