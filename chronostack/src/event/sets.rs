//! How the event types of a set lie in `Event::TYPES`: variant after variant, those of a set within the set in its order.
//! All of it is computed at compile time, for derived code.

use crate::{
    codec::Codec,
    event::{
        traits::EventVariant,
        types::{EventSchema, EventType},
    },
    schema::{Shape, TypeSchema},
};

/// How many event types `variants` hold.
#[doc(hidden)]
pub const fn types_count(variants: &[EventVariant]) -> usize {
    let mut count = 0;
    let mut variant = 0;
    while variant < variants.len() {
        count += variants[variant].types.len();
        variant += 1;
    }
    count
}

/// The index in `TYPES` of each variant's first event type. `N` is the number of variants.
#[doc(hidden)]
pub const fn first_types<const N: usize>(variants: &[EventVariant]) -> [usize; N] {
    let mut first = [0; N];
    let mut variant = 1;
    while variant < N {
        first[variant] = first[variant - 1] + variants[variant - 1].types.len();
        variant += 1;
    }
    first
}

/// For each of `TYPES`, the index of its variant and its own within that variant. `N` is [`types_count`].
#[doc(hidden)]
pub const fn type_places<const N: usize>(variants: &[EventVariant]) -> [(usize, usize); N] {
    let mut places = [(0, 0); N];
    let mut at = 0;
    let mut variant = 0;
    while variant < variants.len() {
        let mut inner = 0;
        while inner < variants[variant].types.len() {
            places[at] = (variant, inner);
            at += 1;
            inner += 1;
        }
        variant += 1;
    }
    places
}

/// The event types of all variants, in order. `N` is [`types_count`].
#[doc(hidden)]
pub const fn concat_types<const N: usize>(variants: &[EventVariant]) -> [EventType; N] {
    let mut all = [NOTHING; N];
    let mut at = 0;
    let mut variant = 0;
    while variant < variants.len() {
        let types = variants[variant].types;
        let mut index = 0;
        while index < types.len() {
            all[at] = types[index];
            at += 1;
            index += 1;
        }
        variant += 1;
    }
    all
}

/// What an array is filled with before the types are put in.
const NOTHING: EventType = EventType { name: "", version: 0, codec: Codec::Postcard, schema: nothing, upcasts: &[] };

fn nothing() -> &'static EventSchema {
    static NOTHING: std::sync::LazyLock<EventSchema> =
        std::sync::LazyLock::new(|| EventSchema::new(TypeSchema { root: Shape::Unit, types: Vec::new() }));
    &NOTHING
}
