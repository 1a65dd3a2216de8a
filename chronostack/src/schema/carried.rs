//! Whether the default codec can carry a type: what derived code asks of each field while its constants are evaluated.

use std::marker::PhantomData;

use crate::{const_message::ConstMessage, schema::shape::Schema};

/// `Carried::<T>::BINARY` is [`Schema::BINARY`] of `T`. For a type without a schema it is that of [`CarriedOtherwise`], so
/// that the missing schema is reported once, where its shape is asked for.
#[doc(hidden)]
#[derive(Debug)]
pub struct Carried<T: ?Sized>(PhantomData<T>);

impl<T: Schema + ?Sized> Carried<T> {
    /// The schema's answer.
    pub const BINARY: bool = T::BINARY;
}

/// See [`Carried`].
#[doc(hidden)]
pub trait CarriedOtherwise {
    /// No objection.
    const BINARY: bool = true;
}

impl<T: ?Sized> CarriedOtherwise for Carried<T> {}

/// Checks that the default codec can carry a field of `ty`; `attribute` is the one that names the codec.
#[doc(hidden)]
#[track_caller]
pub const fn check_carried(carried: bool, attribute: &str, ty: &str) {
    if carried {
        return;
    }
    let message = ConstMessage::<1024>::new()
        .text("only JSON carries this type, and `")
        .text(ty)
        .text("` is carried by postcard")
        .text("\n  why: the type says `#[schema(codec = json)]`, or holds any JSON value")
        .text("\n  fix: write `#[")
        .text(attribute)
        .text("(codec = json)]` on `")
        .text(ty)
        .text("`");
    message.panic();
}
