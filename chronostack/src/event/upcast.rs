//! Older versions of an event, brought up to date; what a derived `decode` calls.

use crate::{
    codec::{Codec, DecodeError},
    event::{traits::Event, types::EventType},
};

/// The payload of an older version, read by `Old` and made `New` of. `None` when `Old` does not read that version.
#[doc(hidden)]
pub fn upcast<Old, New>(version: u32, codec: Codec, payload: &[u8]) -> Option<Result<New, DecodeError>>
where
    Old: Event,
    New: From<Old>,
{
    Old::TYPES[0].at_version(version)?;
    Some(Old::decode(0, version, codec, payload).map(New::from))
}

/// The error of a version that `types[index]` does not read.
#[doc(hidden)]
pub fn unknown_version(types: &[EventType], index: usize, version: u32) -> DecodeError {
    let EventType { name, version: newest, .. } = types[index];
    DecodeError::UnknownVersion { name: name.to_owned(), version, newest }
}
