//! What makes a type an event, and an enum a set of them.

use std::fmt;

use crate::{
    codec::{Codec, DecodeError, EncodeError},
    event::types::EventType,
};

/// A type whose values are recorded: one event type (a struct) or a set of them (an enum). Derive it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an event",
    label = "not an event",
    note = "an event type is a struct with `#[derive(Event, Clone, Debug, serde::Serialize, serde::Deserialize)]`",
    note = "a set of event types is an enum with `#[derive(Event, Clone, Debug)]`"
)]
pub trait Event: Clone + fmt::Debug + Send + Sync + 'static {
    /// The event types that this type can hold, each in its present version.
    const TYPES: &'static [EventType];

    /// Which of [`TYPES`](Self::TYPES) this value is.
    fn type_index(&self) -> usize;

    /// Appends the payload to `out`, in the codec of the event's type.
    fn encode(&self, out: &mut Vec<u8>) -> Result<(), EncodeError>;

    /// Reads a payload of `TYPES[index]`, written by `version` of it, older versions brought up to date.
    fn decode(index: usize, version: u32, codec: Codec, payload: &[u8]) -> Result<Self, DecodeError>;

    /// The type of this value.
    fn event_type(&self) -> &'static EventType {
        &Self::TYPES[self.type_index()]
    }
}

/// A set of event types: an enum that derives `Event`. What its variants hold is known at compile time, which
/// is what lets `#[reducer]` check that every event is handled.
///
/// It is an [`Event`] too; that is not asked for here, so that a derive on an enum that cannot be one says so once.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a set of events",
    label = "not a set of events",
    note = "a set of event types is an enum with `#[derive(Event, Clone, Debug)]`"
)]
pub trait EventSet {
    /// The variants, in order.
    const VARIANTS: &'static [EventVariant];
}

/// One variant of an [`EventSet`].
#[derive(Clone, Copy, Debug)]
pub struct EventVariant {
    /// The variant's Rust name.
    pub name: &'static str,
    /// The event types it holds: one, or those of a set within the set.
    pub types: &'static [EventType],
}

/// A set with a variant that wraps `T`.
#[diagnostic::on_unimplemented(
    message = "no variant of `{Self}` wraps `{T}`",
    label = "not an event of `{Self}`",
    note = "a handler or guard takes what a variant wraps, by `event: &Type`, or a variant with fields of its own, by a \
            pattern: `Set::Variant {{ field, .. }}: &Set`"
)]
pub trait Wraps<T> {
    /// The wrapped event, if this value is that variant.
    fn peel(&self) -> Option<&T>;
}
