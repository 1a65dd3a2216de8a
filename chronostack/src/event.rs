//! Event types and the sets that enums make of them.

use std::{fmt, ops::Deref, sync::OnceLock};

use serde::Serialize;

use crate::{
    codec::{Codec, DecodeError, EncodeError},
    meta::Meta,
    schema::TypeSchema,
};

/// A type whose values are recorded: one event type (a struct) or a set of them (an enum). Derive it.
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

/// One event type in one version, as data.
#[derive(Clone, Copy)]
pub struct EventType {
    /// The name on the wire, as `order.paid`.
    pub name: &'static str,
    /// The version, from 1.
    pub version: u32,
    /// How its payload is written.
    pub codec: Codec,
    /// The shape of its payload.
    pub schema: fn() -> &'static EventSchema,
    /// The older versions that can be read, directly or through one another.
    pub upcasts: &'static [EventType],
}

impl EventType {
    /// The type as it was in `version`, if that can still be read.
    pub fn at_version(&self, version: u32) -> Option<&EventType> {
        if self.version == version {
            return Some(self);
        }
        self.upcasts.iter().find_map(|older| older.at_version(version))
    }

    /// Every version that can be read, this one first.
    pub fn versions(&self) -> Vec<&EventType> {
        let mut all = vec![self];
        for older in self.upcasts {
            for version in older.versions() {
                if all.iter().all(|known| known.version != version.version) {
                    all.push(version);
                }
            }
        }
        all
    }
}

impl fmt::Debug for EventType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} v{}", self.name, self.version)
    }
}

/// A payload's schema with what is computed from it once.
#[derive(Debug)]
pub struct EventSchema {
    schema: TypeSchema,
    hash: u128,
    unordered: bool,
}

impl EventSchema {
    /// Computes what is asked for often.
    pub fn new(schema: TypeSchema) -> Self {
        Self { hash: schema.hash(), unordered: schema.has_unordered(), schema }
    }

    /// [`TypeSchema::hash`], computed once.
    pub fn hash(&self) -> u128 {
        self.hash
    }

    /// [`TypeSchema::has_unordered`], computed once.
    pub fn has_unordered(&self) -> bool {
        self.unordered
    }
}

impl Deref for EventSchema {
    type Target = TypeSchema;

    fn deref(&self) -> &TypeSchema {
        &self.schema
    }
}

/// Keeps the schema that a derived `schema` function answers with.
#[doc(hidden)]
pub type SchemaCell = OnceLock<EventSchema>;

/// A set of event types: an enum that derives `Event`. What its variants hold is known at compile time, which
/// is what lets `#[reducer]` check that every event is handled.
pub trait EventSet: Event {
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
pub trait Wraps<T>: EventSet {
    /// The wrapped event, if this value is that variant.
    fn peel(&self) -> Option<&T>;
}

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

/// Encodes `value` as the payload of `event_type`; what `derive(Event)` calls.
#[doc(hidden)]
pub fn encode_as<T: Serialize>(event_type: &EventType, value: &T, out: &mut Vec<u8>) -> Result<(), EncodeError> {
    let start = out.len();
    let failed = |reason: String| EncodeError { what: format!("event `{}`", event_type.name), reason };
    event_type.codec.encode(value, out).map_err(failed)?;
    let _ = start; // put in canonical order from here, once schema::canonical stands
    Ok(())
}
