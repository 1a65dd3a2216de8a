//! What generated code reaches, by this one path. No part of the public interface.

pub use core;
pub use serde;
pub use std;

pub use chronostack_macros::{Event, Schema, State};

pub use crate::{
    codec::{Codec, DecodeError, EncodeError},
    const_message::{ConstMessage, const_eq},
    event::{
        Event, EventSchema, EventSet, EventType, EventVariant, NoEvent, Pair, SameByEq, SameByPayload, SchemaCell,
        Wraps, check_upcast, check_variant, check_versions, concat_types, decode_as, encode_json, encode_postcard,
        failed_upcast, first_types, readers_before, schema_in, type_places, types_count, unknown_version,
    },
    machine::{
        BrokenInvariant, Column, FromStates, GuardAnswer, MachineSpec, Otherwise, Outcome, Reducer, Rejection, Row,
        SourcePlace, Table, Transition, Unknown, guard, initial, no_transition, retired, take, types_of_variant,
    },
    meta::Meta,
    schema::{
        Carried, CarriedOtherwise, Field, Marks, MarksOtherwise, Places, Schema, Shape, Shapes, TypeSchema, Variant,
        VariantShape, check_carried,
    },
    stack::ChronoStack,
    state::{State, StateVariant},
    task::{Left, Recorded, Retry, again, attempt, once, tracked, tracked_in},
};

#[cfg(feature = "testing")]
pub use {crate::testing, insta};
