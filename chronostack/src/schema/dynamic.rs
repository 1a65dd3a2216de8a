//! Payload bytes as JSON, without the type that wrote them.
//!
//! The walk over the bytes is a [`Serialize`] of its own, so it is `serde_json` itself that decides how a value looks.

use std::cell::{Cell, RefCell};

use serde::{
    Serialize, Serializer,
    ser::{Error as _, SerializeMap, SerializeSeq},
};
use serde_json::{Value, value::RawValue};

use crate::{
    codec::Codec,
    schema::{
        error::{DynamicError, json_error},
        shape::{Field, Shape, TypeSchema, Variant, VariantShape},
        text,
        wire::{Scalar, Wire},
    },
};

/// The value that `bytes` hold, as `serde_json` would have written it, except where JSON or [`Value`] has no room for it:
/// integers beyond 64 bits are texts, and a map's key that is no text is its JSON.
///
/// Never panics: depth and memory are bounded, whatever the bytes and the schema hold.
///
/// # Errors
/// When the bytes do not fit the schema, with the first byte that does not.
pub fn to_json(schema: &TypeSchema, codec: Codec, bytes: &[u8]) -> Result<Value, DynamicError> {
    match codec {
        Codec::Postcard => walk(schema, bytes, BigNumbers::Texts, |node| serde_json::to_value(node)),
        Codec::Json => serde_json::from_slice(bytes).map_err(|error| json_error(bytes, &error)),
    }
}

/// [`to_json`] as a text, in which integers of 128 bits are numbers too: `serde_json::from_str` reads back what was
/// written.
pub fn to_json_text(schema: &TypeSchema, codec: Codec, bytes: &[u8]) -> Result<String, DynamicError> {
    match codec {
        Codec::Postcard => walk(schema, bytes, BigNumbers::Digits, |node| serde_json::to_string(node)),
        Codec::Json => serde_json::from_slice::<&RawValue>(bytes)
            .map(|json| json.get().to_owned())
            .map_err(|error| json_error(bytes, &error)),
    }
}

fn walk<T>(
    schema: &TypeSchema,
    bytes: &[u8],
    big: BigNumbers,
    write: impl FnOnce(&Node<'_, '_>) -> serde_json::Result<T>,
) -> Result<T, DynamicError> {
    let walk = Walk { schema, wire: Wire::new(bytes), named: Cell::default(), error: RefCell::default() };
    let written = write(&Node { walk: &walk, shape: &schema.root, big }).map_err(|error| walk.recover(&error))?;
    walk.wire.end()?;
    Ok(written)
}

/// How integers beyond 64 bits are written: a [`Value`] has no number for them.
#[derive(Clone, Copy, PartialEq)]
enum BigNumbers {
    Texts,
    Digits,
}

struct Walk<'a> {
    schema: &'a TypeSchema,
    wire: Wire<'a>,
    /// Bytes of names and keys that were written.
    named: Cell<usize>,
    /// What went wrong, kept beside the serializer's own error, which can carry only a text.
    error: RefCell<Option<DynamicError>>,
}

/// How many bytes the names of fields and variants, and keys that are no texts, may take in all: one that is not in the payload
/// is written for each value, and a key within a key is escaped once more at each level.
const NAMED_BYTES_MIN: usize = 1 << 20;
const NAMED_BYTES_PER_BYTE: usize = 1 << 8;

impl Walk<'_> {
    fn name<E: serde::ser::Error>(&self, name: &str) -> Result<(), E> {
        let max = NAMED_BYTES_MIN.saturating_add(self.wire.size().saturating_mul(NAMED_BYTES_PER_BYTE));
        self.named.set(self.named.get().saturating_add(name.len()));
        let within = self.named.get() <= max;
        self.keep(if within { Ok(()) } else { Err(DynamicError::Names { offset: self.wire.offset(), max }) })
    }

    fn recover(&self, error: &serde_json::Error) -> DynamicError {
        let known = self.error.borrow_mut().take();
        known.unwrap_or_else(|| DynamicError::Json { offset: self.wire.offset(), reason: error.to_string() })
    }

    fn keep<T, E: serde::ser::Error>(&self, result: Result<T, DynamicError>) -> Result<T, E> {
        result.map_err(|error| {
            let text = E::custom(&error);
            self.error.replace(Some(error));
            text
        })
    }
}

/// A serializer's error on its way through [`Wire::value`].
enum Failed<E> {
    Wire(DynamicError),
    Serializer(E),
}

impl<E> From<DynamicError> for Failed<E> {
    fn from(error: DynamicError) -> Self {
        Self::Wire(error)
    }
}

/// The value that stands next in the bytes. Serializing it reads it.
struct Node<'w, 'a> {
    walk: &'w Walk<'a>,
    shape: &'a Shape,
    big: BigNumbers,
}

impl Serialize for Node<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let read = |shape| self.write(shape, serializer).map_err(Failed::Serializer);
        match self.walk.wire.value(self.walk.schema, self.shape, read) {
            Ok(written) => Ok(written),
            Err(Failed::Serializer(error)) => Err(error),
            Err(Failed::Wire(error)) => self.walk.keep(Err(error)),
        }
    }
}

impl<'a> Node<'_, 'a> {
    fn of(&self, shape: &'a Shape) -> Self {
        Node { walk: self.walk, shape, big: self.big }
    }

    fn write<S: Serializer>(&self, shape: &'a Shape, serializer: S) -> Result<S::Ok, S::Error> {
        let wire = &self.walk.wire;
        if let Some(scalar) = self.walk.keep(wire.scalar(shape))? {
            return self.scalar(&scalar, serializer);
        }
        match shape {
            Shape::Option(inner) if self.walk.keep(wire.flag("option"))? => serializer.serialize_some(&self.of(inner)),
            Shape::Option(_) => serializer.serialize_none(),
            Shape::List(item) | Shape::Set(item) => {
                let length = self.walk.keep(wire.length())?;
                self.list(std::iter::repeat_n(item.as_ref(), length), serializer)
            }
            Shape::Map(key, value) => self.map(key, value, serializer),
            Shape::Tuple(items) => self.list(items, serializer),
            Shape::Struct(fields) => self.structure(fields, serializer),
            Shape::Enum(variants) => {
                let index = self.walk.keep(wire.variant(variants.len()))?;
                self.variant(&variants[index], serializer)
            }
            Shape::Text { format, binary } => self.text(format, binary, serializer),
            _ => self.walk.keep(Err(wire.any())),
        }
    }

    fn scalar<S: Serializer>(&self, scalar: &Scalar<'_>, serializer: S) -> Result<S::Ok, S::Error> {
        match *scalar {
            Scalar::Unit => serializer.serialize_unit(),
            Scalar::Bool(value) => serializer.serialize_bool(value),
            Scalar::Unsigned(value) => match u64::try_from(value) {
                Ok(small) => serializer.serialize_u64(small),
                Err(_) if self.big == BigNumbers::Texts => serializer.collect_str(&value),
                Err(_) => serializer.serialize_u128(value),
            },
            Scalar::Signed(value) => match i64::try_from(value) {
                Ok(small) => serializer.serialize_i64(small),
                Err(_) if self.big == BigNumbers::Texts => serializer.collect_str(&value),
                Err(_) => serializer.serialize_i128(value),
            },
            Scalar::F32(value) => serializer.serialize_f32(value),
            Scalar::F64(value) => serializer.serialize_f64(value),
            Scalar::Char(value) => serializer.serialize_char(value),
            Scalar::Str(value) => serializer.serialize_str(value),
            Scalar::Bytes(value) => serializer.serialize_bytes(value),
        }
    }

    // Lengths are not told to the serializer, which might believe them and reserve memory.

    fn list<S: Serializer>(
        &self,
        items: impl IntoIterator<Item = &'a Shape>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        for item in items {
            list.serialize_element(&self.of(item))?;
        }
        list.end()
    }

    fn map<S: Serializer>(&self, key: &'a Shape, value: &'a Shape, serializer: S) -> Result<S::Ok, S::Error> {
        let length = self.walk.keep(self.walk.wire.length())?;
        let mut map = serializer.serialize_map(None)?;
        for _ in 0..length {
            let node = Node { big: BigNumbers::Digits, ..self.of(key) };
            let json = serde_json::to_string(&node).map_err(S::Error::custom)?;
            self.walk.name(&json)?;
            // A text is its own key; anything else is a key by its JSON, as `serde_json` does for numbers.
            let key = if json.starts_with('"') { serde_json::from_str(&json).unwrap_or(json) } else { json };
            map.serialize_entry(&key, &self.of(value))?;
        }
        map.end()
    }

    fn structure<S: Serializer>(&self, fields: &'a [Field], serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for field in fields {
            self.walk.name(&field.name)?;
            map.serialize_entry(&field.name, &self.of(&field.shape))?;
        }
        map.end()
    }

    fn variant<S: Serializer>(&self, variant: &'a Variant, serializer: S) -> Result<S::Ok, S::Error> {
        let name = &variant.name;
        self.walk.name(name)?;
        let mut map = match variant.shape {
            VariantShape::Unit => return serializer.serialize_str(name),
            _ => serializer.serialize_map(None)?,
        };
        let content = Content { node: self.of(self.shape), variant };
        map.serialize_entry(name, &content)?;
        map.end()
    }

    fn text<S: Serializer>(&self, format: &str, binary: &'a Shape, serializer: S) -> Result<S::Ok, S::Error> {
        let node = Node { big: BigNumbers::Texts, ..self.of(binary) };
        let value = serde_json::to_value(&node).map_err(S::Error::custom)?;
        match text::render(format, &value) {
            Some(text) => serializer.serialize_str(&text),
            // A format of a later release, or a value that it has no text for.
            None => value.serialize(serializer),
        }
    }
}

/// What stands behind a variant's name.
struct Content<'w, 'a> {
    node: Node<'w, 'a>,
    variant: &'a Variant,
}

impl Serialize for Content<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.variant.shape {
            VariantShape::Unit => serializer.serialize_unit(),
            VariantShape::Newtype(inner) => self.node.of(inner).serialize(serializer),
            VariantShape::Tuple(items) => self.node.list(items, serializer),
            VariantShape::Struct(fields) => self.node.structure(fields, serializer),
        }
    }
}
