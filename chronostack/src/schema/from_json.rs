//! JSON as payload bytes, without the type: the way back of [`to_json_text`](crate::schema::to_json_text).

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};

use crate::{
    codec::Codec,
    limits::SCHEMA_DEPTH_MAX,
    schema::{
        canonical::canonical,
        check::check,
        error::{DynamicError, json_error},
        shape::{Field, Shape, TypeSchema, Variant, VariantShape},
        text,
    },
};

/// The payload that `json` is, in canonical order: what the type itself would have written.
///
/// # Errors
/// When the JSON does not fit the schema, with the first byte that does not.
pub fn from_json_text(schema: &TypeSchema, codec: Codec, json: &str) -> Result<Vec<u8>, DynamicError> {
    let bytes = match codec {
        Codec::Json => {
            check(schema, codec, json.as_bytes())?;
            json.as_bytes().to_vec()
        }
        Codec::Postcard => {
            let mut reader = serde_json::Deserializer::from_str(json);
            let node = Node { schema, shape: &schema.root, depth: 0 };
            let read = node.deserialize(&mut reader).and_then(|bytes| reader.end().map(|()| bytes));
            read.map_err(|error| json_error(json.as_bytes(), &error))?
        }
    };
    canonical(schema, codec, &bytes)
}

/// A value that is to be of a shape; answers with its bytes.
#[derive(Clone, Copy)]
struct Node<'a> {
    schema: &'a TypeSchema,
    shape: &'a Shape,
    depth: usize,
}

impl<'a> Node<'a> {
    fn of(self, shape: &'a Shape) -> Self {
        Node { shape, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = Vec<u8>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Vec<u8>, D::Error> {
        let depth = self.depth + 1;
        if depth > SCHEMA_DEPTH_MAX {
            return Err(D::Error::custom(format_args!("values are nested deeper than {SCHEMA_DEPTH_MAX} levels")));
        }
        let resolved = self.schema.resolve(self.shape);
        let shape = resolved.ok_or_else(|| D::Error::custom("the schema refers to a type that it does not hold"))?;
        let node = Node { shape, depth, ..self };
        match shape {
            Shape::Unit => <()>::deserialize(json).map(|()| Vec::new()),
            Shape::Bool => bool::deserialize(json).map(|value| vec![value.into()]),
            Shape::U8 => u8::deserialize(json).map(|value| vec![value]),
            Shape::I8 => i8::deserialize(json).map(|value| value.to_le_bytes().to_vec()),
            Shape::U16 => u16::deserialize(json).map(|value| varint(value.into())),
            Shape::U32 => u32::deserialize(json).map(|value| varint(value.into())),
            Shape::U64 => u64::deserialize(json).map(|value| varint(value.into())),
            Shape::U128 => u128::deserialize(json).map(varint),
            Shape::I16 => i16::deserialize(json).map(|value| zigzag(value.into())),
            Shape::I32 => i32::deserialize(json).map(|value| zigzag(value.into())),
            Shape::I64 => i64::deserialize(json).map(|value| zigzag(value.into())),
            Shape::I128 => i128::deserialize(json).map(zigzag),
            Shape::F32 => f32::deserialize(json).map(|value| value.to_le_bytes().to_vec()),
            Shape::F64 => f64::deserialize(json).map(|value| value.to_le_bytes().to_vec()),
            Shape::Char => char::deserialize(json).map(|value| string(value.encode_utf8(&mut [0; 4]))),
            Shape::String => String::deserialize(json).map(|value| string(&value)),
            Shape::Text { format, binary } => {
                let value = String::deserialize(json)?;
                let parsed = text::parse(format, &value);
                let binary_json = parsed.ok_or_else(|| D::Error::custom(format_args!("{value:?} is no {format}")))?;
                let mut reader = serde_json::Deserializer::from_str(&binary_json);
                node.of(binary).deserialize(&mut reader).map_err(D::Error::custom)
            }
            Shape::Bytes => json.deserialize_seq(Items { node, shapes: std::iter::repeat(&Shape::U8) }),
            Shape::Option(inner) => json.deserialize_option(Optional(node.of(inner))),
            Shape::List(item) | Shape::Set(item) => {
                json.deserialize_seq(Items { node, shapes: std::iter::repeat(item.as_ref()) })
            }
            Shape::Tuple(items) => json.deserialize_seq(Items { node, shapes: items.iter() }),
            Shape::Map(key, value) => json.deserialize_map(Entries { key: node.of(key), value: node.of(value) }),
            Shape::Struct(fields) => json.deserialize_map(Structure { node, fields }),
            Shape::Enum(variants) => json.deserialize_any(OneOf { node, variants }),
            Shape::Any | Shape::Ref(_) => Err(D::Error::custom("the schema does not go with a binary codec")),
        }
    }
}

fn string(text: &str) -> Vec<u8> {
    let mut bytes = varint(text.len() as u128);
    bytes.extend_from_slice(text.as_bytes());
    bytes
}

/// A little-endian base-128 number.
fn varint(mut number: u128) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        #[allow(clippy::cast_possible_truncation, reason = "the low 7 bits are meant")]
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    #[allow(clippy::cast_possible_truncation, reason = "it is below 128")]
    bytes.push(number as u8);
    bytes
}

fn zigzag(number: i128) -> Vec<u8> {
    varint(((number << 1) ^ (number >> 127)).cast_unsigned())
}

struct Optional<'a>(Node<'a>);

impl<'de> Visitor<'de> for Optional<'_> {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null or a value")
    }

    fn visit_none<E>(self) -> Result<Vec<u8>, E> {
        Ok(vec![0])
    }

    fn visit_some<D: Deserializer<'de>>(self, json: D) -> Result<Vec<u8>, D::Error> {
        let mut bytes = vec![1];
        bytes.append(&mut self.0.deserialize(json)?);
        Ok(bytes)
    }
}

/// An array with an item for each of the shapes; where these have no end, their number stands before.
struct Items<'a, I> {
    node: Node<'a>,
    shapes: I,
}

impl<'de, 'a, I: Iterator<Item = &'a Shape>> Visitor<'de> for Items<'a, I> {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut array: A) -> Result<Vec<u8>, A::Error> {
        let endless = self.shapes.size_hint().1.is_none();
        let (mut count, mut items) = (0, Vec::new());
        for shape in self.shapes.by_ref() {
            match array.next_element_seed(self.node.of(shape))? {
                Some(mut item) => items.append(&mut item),
                None if endless => return Ok(counted(count, items)),
                None => return Err(A::Error::custom("items are missing")),
            }
            count += 1;
        }
        Ok(items)
    }
}

/// The items behind their number.
fn counted(count: u128, mut items: Vec<u8>) -> Vec<u8> {
    let mut bytes = varint(count);
    bytes.append(&mut items);
    bytes
}

/// An object as a map. A key that is no text stands there as its JSON.
struct Entries<'a> {
    key: Node<'a>,
    value: Node<'a>,
}

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<u8>, A::Error> {
        let (mut count, mut entries) = (0, Vec::new());
        while let Some(key) = object.next_key::<String>()? {
            let as_text = self.key.deserialize(serde_json::Value::from(key.as_str()));
            let bytes = as_text.or_else(|_| self.key.deserialize(&mut serde_json::Deserializer::from_str(&key)));
            entries.append(&mut bytes.map_err(|error| A::Error::custom(format_args!("the key {key:?}: {error}")))?);
            entries.append(&mut object.next_value_seed(self.value)?);
            count += 1;
        }
        Ok(counted(count, entries))
    }
}

struct Structure<'a> {
    node: Node<'a>,
    fields: &'a [Field],
}

impl<'de> Visitor<'de> for Structure<'_> {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<u8>, A::Error> {
        let Self { node, fields } = self;
        let mut values: Vec<Option<Vec<u8>>> = vec![None; fields.len()];
        while let Some(name) = object.next_key::<String>()? {
            let place = fields.iter().position(|field| field.name == name);
            let place = place.ok_or_else(|| A::Error::custom(format_args!("there is no field `{name}`")))?;
            if values[place].is_some() {
                return Err(A::Error::custom(format_args!("the field `{name}` stands there twice")));
            }
            values[place] = Some(object.next_value_seed(node.of(&fields[place].shape))?);
        }
        let values = fields.iter().zip(values).map(|(field, value)| {
            value.ok_or_else(|| A::Error::custom(format_args!("the field `{}` is missing", field.name)))
        });
        Ok(values.collect::<Result<Vec<_>, _>>()?.concat())
    }
}

/// A variant's name, or an object with that and what it carries.
struct OneOf<'a> {
    node: Node<'a>,
    variants: &'a [Variant],
}

impl<'a> OneOf<'a> {
    fn find<E: Error>(&self, name: &str) -> Result<(u128, &'a VariantShape), E> {
        let found = (0..).zip(self.variants).find(|(_, variant)| variant.name == name);
        let found = found.map(|(index, variant)| (index, &variant.shape));
        found.ok_or_else(|| E::custom(format_args!("there is no variant `{name}`")))
    }
}

impl<'de> Visitor<'de> for OneOf<'_> {
    type Value = Vec<u8>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a variant")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Vec<u8>, E> {
        match self.find(name)? {
            (index, VariantShape::Unit) => Ok(varint(index)),
            _ => Err(E::custom(format_args!("the variant `{name}` carries a value, and none is there"))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<Vec<u8>, A::Error> {
        let name = object.next_key::<String>()?.ok_or_else(|| A::Error::custom("a variant is missing"))?;
        let (index, shape) = self.find(&name)?;
        let mut bytes = varint(index);
        bytes.append(&mut object.next_value_seed(Content { node: self.node, shape })?);
        match object.next_key::<IgnoredAny>()? {
            None => Ok(bytes),
            Some(_) => Err(A::Error::custom("there is more than one variant")),
        }
    }
}

/// What a variant carries.
struct Content<'a> {
    node: Node<'a>,
    shape: &'a VariantShape,
}

impl<'de> DeserializeSeed<'de> for Content<'_> {
    type Value = Vec<u8>;

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<Vec<u8>, D::Error> {
        let node = self.node;
        match self.shape {
            VariantShape::Unit => <()>::deserialize(json).map(|()| Vec::new()),
            VariantShape::Newtype(inner) => node.of(inner).deserialize(json),
            VariantShape::Tuple(items) => json.deserialize_seq(Items { node, shapes: items.iter() }),
            VariantShape::Struct(fields) => json.deserialize_map(Structure { node, fields }),
        }
    }
}
