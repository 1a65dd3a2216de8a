//! Event types and the sets that enums make of them.

mod checks;
mod recast;
mod recorded;
mod same;
mod sets;
mod traits;
mod types;

pub use checks::{check_upcast, check_variant, check_versions, readers_before};
pub use recast::RecastError;
pub use recorded::Recorded;
pub use same::{NoEvent, Pair, SameByEq, SameByPayload};
pub use sets::{concat_types, first_types, type_places, types_count};
pub use traits::{Event, EventSet, EventVariant, Wraps};
pub use types::{
    EventSchema, EventType, SchemaCell, decode_as, encode_as, encode_json, encode_postcard, failed_upcast, readable,
    schema_in, unknown_version,
};

pub(crate) use recast::recast;
