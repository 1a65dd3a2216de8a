//! What generated code reaches, by this one path. No part of the public interface.

pub use core;
pub use serde;
pub use std;

pub use crate::{
    codec::{Codec, DecodeError, EncodeError},
    event::{Event, EventSchema, EventSet, EventType, EventVariant, SchemaCell, Wraps, encode_as},
    machine::{
        EventSpec, GroupSpec, GuardSpec, IgnoreSpec, MachineSpec, Otherwise, Outcome, Reducer, Rejection, SourcePlace,
        StateSpec, Transition, TransitionSpec,
    },
    meta::Meta,
    schema::{Field, Schema, Shape, Shapes, TypeSchema, Variant, VariantShape},
    state::{State, StateVariant},
};
