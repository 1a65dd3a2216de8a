//! Equality of events whose types may not implement `PartialEq`. Which way a pair is compared is decided by autoref: the
//! method that needs no further reference is found first.

use crate::event::traits::Event;

/// Two events to compare.
#[doc(hidden)]
#[derive(Debug)]
pub struct Pair<'a, T>(pub &'a T, pub &'a T);

/// By the type's own equality.
#[doc(hidden)]
pub trait SameByEq {
    /// Whether they are equal.
    fn same(&self) -> bool;
}

/// By what would be recorded. Events that cannot be encoded are not equal.
#[doc(hidden)]
pub trait SameByPayload {
    /// Whether they are equal.
    fn same(&self) -> bool;
}

impl<T: PartialEq> SameByEq for Pair<'_, T> {
    fn same(&self) -> bool {
        self.0 == self.1
    }
}

impl<T: Event> SameByPayload for &Pair<'_, T> {
    fn same(&self) -> bool {
        let (mut a, mut b) = (Vec::new(), Vec::new());
        self.0.type_index() == self.1.type_index()
            && self.0.encode(&mut a).is_ok()
            && self.1.encode(&mut b).is_ok()
            && a == b
    }
}

/// What is found for a type that is no event, which is an error elsewhere: this keeps it from being two.
#[doc(hidden)]
pub trait NoEvent {
    /// Never asked.
    fn same(&self) -> bool;
}

impl<T> NoEvent for &&Pair<'_, T> {
    fn same(&self) -> bool {
        false
    }
}
