//! Between a recorded event of a Rust type and what a line holds.

use crate::{
    codec::{Codec, DecodeError},
    event::{Event, Recorded, readable},
    interchange::{
        cloud_event::CloudEvent,
        error::{ExportCause, ExportError},
    },
    schema::to_json_text,
};

impl CloudEvent {
    /// What a recorded event holds.
    ///
    /// # Errors
    /// When its own `Serialize` refuses, or writes what does not fit its schema.
    pub fn of_event<E: Event>(recorded: &Recorded<E>) -> Result<Self, ExportError> {
        let event_type = recorded.event.event_type();
        let json = || -> Result<String, ExportCause> {
            let mut payload = Vec::new();
            recorded.event.encode(&mut payload)?;
            Ok(to_json_text((event_type.schema)(), event_type.codec, &payload)?)
        };
        json()
            .and_then(|json| Self::new(recorded.meta.clone(), event_type.name.to_owned(), event_type.version, json))
            .map_err(|source| ExportError::new(&recorded.meta, event_type.name, source))
    }

    /// The event, one of an older version brought up to date.
    ///
    /// # Errors
    /// When `E` knows no such type or version, or the payload does not fit it.
    pub fn into_event<E: Event>(self) -> Result<Recorded<E>, DecodeError> {
        let index = readable(E::TYPES, &self.name, self.version)?;
        let event = E::decode(index, self.version, Codec::Json, self.data.get().as_bytes())?;
        Ok(Recorded { event, meta: self.meta })
    }
}
