//! Whether two states are equal, by `PartialEq` where the state has it.

use std::marker::PhantomData;

/// Answers with the state's `==`, or, where it has none, falls back to [`NoEquality`]: an inherent method is
/// preferred over a trait's wherever its bounds hold. Only for a concrete type, so the macro calls it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Equality<R>(PhantomData<R>);

impl<R> Equality<R> {
    pub const NEW: Self = Self(PhantomData);
}

impl<R: PartialEq> Equality<R> {
    pub fn of_states(&self) -> Option<fn(&R, &R) -> bool> {
        Some(R::eq)
    }
}

/// See [`Equality`].
#[doc(hidden)]
pub trait NoEquality<R> {
    fn of_states(&self) -> Option<fn(&R, &R) -> bool> {
        None
    }
}

impl<R> NoEquality<R> for Equality<R> {}
