//! What a segment's dictionary is made of.

use std::sync::Arc;

use crate::{
    codec::Codec,
    id::{LogId, StreamName},
    log::{
        file::wire::{Cursor, Malformed, put_bytes, put_number},
        record::EventKind,
    },
};

const STREAM: u8 = 1;
const KIND: u8 = 2;
const LABEL: u8 = 3;
const LOG: u8 = 4;

const POSTCARD: u8 = 0;
const JSON: u8 = 1;

/// An entry of a segment's dictionary. Each sort is numbered on its own, in the order of the segment's frames.
///
/// | tag | what follows |
/// |---|---|
/// | 1, a stream | its name: a text |
/// | 2, a kind | its name: a text; its version: a number; its codec: a byte, 0 postcard, 1 JSON; its schema as JSON: bytes |
/// | 3, a label (an actor, a service or a transition) | a text |
/// | 4, another log | its id: 16 bytes, little-endian |
///
/// The schema is JSON so that any program can read it, whatever it knows of this crate's types.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Entry {
    Stream(StreamName),
    Kind(Arc<EventKind>),
    Label(Arc<str>),
    Log(LogId),
}

impl Entry {
    /// Appends the entry to `out`. A schema that JSON does not carry leaves the entry incomplete; [`readable`] finds
    /// that out before.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Stream(name) => {
                out.push(STREAM);
                put_bytes(out, name.as_str().as_bytes());
            }
            Self::Kind(kind) => {
                out.push(KIND);
                put_bytes(out, kind.name.as_bytes());
                put_number(out, kind.version.into());
                out.push(match kind.codec {
                    Codec::Postcard => POSTCARD,
                    Codec::Json => JSON,
                });
                put_bytes(out, &serde_json::to_vec(&kind.schema).unwrap_or_default());
            }
            Self::Label(text) => {
                out.push(LABEL);
                put_bytes(out, text.as_bytes());
            }
            Self::Log(id) => {
                out.push(LOG);
                out.extend_from_slice(&id.0.to_le_bytes());
            }
        }
    }

    /// Takes an entry off the front.
    pub(super) fn decode(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        match cursor.byte()? {
            STREAM => {
                let name = cursor.text()?.parse().map_err(|_| Malformed("a stream's name is none"))?;
                Ok(Self::Stream(name))
            }
            KIND => {
                let name = cursor.text()?.to_owned();
                let version = cursor.number()?.try_into().map_err(|_| Malformed("a version is too large"))?;
                let codec = match cursor.byte()? {
                    POSTCARD => Codec::Postcard,
                    JSON => Codec::Json,
                    _ => return Err(Malformed("a codec is unknown")),
                };
                let schema = serde_json::from_slice(cursor.bytes()?).map_err(|_| Malformed("a schema is none"))?;
                Ok(Self::Kind(Arc::new(EventKind { name, version, codec, schema })))
            }
            LABEL => Ok(Self::Label(cursor.text()?.into())),
            LOG => {
                let id = cursor.exactly(16)?.iter().rev().fold(0, |id, byte| id << 8 | u128::from(*byte));
                Ok(Self::Log(LogId(id)))
            }
            _ => Err(Malformed("a dictionary entry is of an unknown sort")),
        }
    }
}

/// Whether `kind` can be read back from what would be written: a schema nested beyond what the JSON reader takes cannot.
pub(super) fn readable(kind: &EventKind) -> bool {
    let written = serde_json::to_vec(&kind.schema);
    written.is_ok_and(|bytes| {
        serde_json::from_slice(&bytes).is_ok_and(|schema: crate::schema::TypeSchema| schema == kind.schema)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::{Shape, TypeSchema};

    fn kind(codec: Codec, root: Shape) -> EventKind {
        EventKind {
            name: "order.paid".to_owned(),
            version: u32::MAX,
            codec,
            schema: TypeSchema { root, types: vec![] },
        }
    }

    #[test]
    fn entries_come_back() {
        let entries = [
            Entry::Stream("order/ünï 1".parse().expect("a name")),
            Entry::Kind(kind(Codec::Postcard, Shape::Option(Box::new(Shape::U64))).into()),
            Entry::Kind(kind(Codec::Json, Shape::Tuple(vec![Shape::String, Shape::Ref(3)])).into()),
            Entry::Label("Draft -> Open".into()),
            Entry::Label("".into()),
            Entry::Log(LogId(u128::MAX - 7)),
        ];
        let mut bytes = Vec::new();
        for entry in &entries {
            entry.encode(&mut bytes);
        }
        let mut cursor = Cursor::new(&bytes);
        for entry in entries {
            assert_eq!(Entry::decode(&mut cursor), Ok(entry));
        }
        assert!(cursor.is_empty());
    }

    #[test]
    fn a_schema_nested_too_deep_is_not_written() {
        let nested = |depth| (0..depth).fold(Shape::U8, |shape, _| Shape::Option(Box::new(shape)));
        assert!(readable(&kind(Codec::Postcard, nested(20))));
        assert!(!readable(&kind(Codec::Postcard, nested(200))));
    }

    #[test]
    fn malformed_entries_are_errors() {
        for bytes in [&[][..], &[0], &[5, 0], &[STREAM, 1, b'x'], &[KIND, 1, b'x', 1, 2, 0], &[LOG, 1, 2]] {
            assert!(Entry::decode(&mut Cursor::new(bytes)).is_err(), "{bytes:?}");
        }
    }
}
