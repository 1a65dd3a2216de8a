//! An event as another type of the same name on the wire.

use std::any::Any;

use crate::{
    codec::{DecodeError, EncodeError},
    event::{traits::Event, types::readable},
};

/// Why an event cannot be one of another set.
#[derive(Clone, Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecastError {
    /// It cannot be written.
    #[error("{0}")]
    Encode(String),
    /// The other set does not know it, or cannot bring it up to date.
    #[error(transparent)]
    Decode(#[from] DecodeError),
    /// The two types have one name and version, and not one shape.
    #[error("`{event}` version {version} has another shape there: {difference}")]
    Shape {
        /// The event type's name.
        event: &'static str,
        /// Its version.
        version: u32,
        /// What differs.
        difference: String,
    },
}

impl From<EncodeError> for RecastError {
    fn from(error: EncodeError) -> Self {
        Self::Encode(error.to_string())
    }
}

/// The event as `To` reads what is recorded of it today. `payload` is room to write in.
pub(crate) fn recast<From: Event, To: Event>(event: &From, payload: &mut Vec<u8>) -> Result<To, RecastError> {
    if let Some(same) = (event as &dyn Any).downcast_ref::<To>() {
        return Ok(same.clone());
    }
    let ours = event.event_type();
    let index = readable(To::TYPES, ours.name, ours.version)?;
    let theirs = To::TYPES[index].at_version(ours.version);
    if let Some(difference) = theirs.and_then(|theirs| theirs.difference((ours.codec, (ours.schema)()))) {
        return Err(RecastError::Shape { event: ours.name, version: ours.version, difference });
    }
    payload.clear();
    event.encode(payload)?;
    Ok(To::decode(index, ours.version, ours.codec, payload)?)
}
