//! What is sensitive in a type, also where it need not have a schema.

use std::marker::PhantomData;

use crate::schema::{sensitive::Places, shape::Schema};

/// `Marks::<T>::sensitive` is [`Schema::sensitive`] of `T`. For a type without a schema it is that of [`MarksOtherwise`]: where one is
/// needed, the missing one is reported where its shape is asked for.
#[doc(hidden)]
#[derive(Debug)]
pub struct Marks<T: ?Sized>(PhantomData<T>);

impl<T: Schema + ?Sized> Marks<T> {
    /// What the schema says.
    pub fn sensitive(places: &mut Places) {
        T::sensitive(places);
    }
}

/// See [`Marks`].
#[doc(hidden)]
pub trait MarksOtherwise {
    /// Nothing is known to be sensitive.
    fn sensitive(_: &mut Places) {}
}

impl<T: ?Sized> MarksOtherwise for Marks<T> {}
