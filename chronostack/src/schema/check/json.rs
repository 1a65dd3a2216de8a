//! JSON against its schema, in one pass. `serde_json` bounds the depth of JSON; of what takes none of it, this does.

use std::{cell::Cell, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{DeserializeSeed, Error, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;

use crate::{
    limits::SCHEMA_DEPTH_MAX,
    schema::{
        error::{DynamicError, json_error},
        shape::{Field, Shape, TypeSchema, Variant, VariantShape},
    },
};

/// How many names of fields and variants may be compared: so many in all, and so many more for each byte.
const COMPARED_MIN: usize = 1 << 20;
const COMPARED_PER_BYTE: usize = 1 << 8;

pub(super) fn check(schema: &TypeSchema, bytes: &[u8]) -> Result<(), DynamicError> {
    let left = COMPARED_MIN.saturating_add(bytes.len().saturating_mul(COMPARED_PER_BYTE));
    let walk = Walk { schema, compared_left: Cell::new(left) };
    let mut json = serde_json::Deserializer::from_slice(bytes);
    let node = Node { walk: &walk, shape: &schema.root, depth: 0 };
    node.deserialize(&mut json).and_then(|()| json.end()).map_err(|error| json_error(bytes, &error))
}

struct Walk<'a> {
    schema: &'a TypeSchema,
    /// A small payload and a large schema could otherwise cost their product.
    compared_left: Cell<usize>,
}

impl Walk<'_> {
    fn compare<E: Error>(&self, names: usize) -> Result<(), E> {
        let left = self.compared_left.get().checked_sub(names);
        self.compared_left.set(left.ok_or_else(|| E::custom("more names are looked up than its size allows"))?);
        Ok(())
    }
}

/// A value that is to be of a shape.
#[derive(Clone, Copy)]
struct Node<'a> {
    walk: &'a Walk<'a>,
    shape: &'a Shape,
    depth: usize,
}

impl<'a> Node<'a> {
    fn of(self, shape: &'a Shape) -> Self {
        Node { shape, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Node<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        let depth = self.depth + 1;
        if depth > SCHEMA_DEPTH_MAX {
            return Err(D::Error::custom(format_args!("values are nested deeper than {SCHEMA_DEPTH_MAX} levels")));
        }
        let resolved = self.walk.schema.resolve(self.shape);
        let shape = resolved.ok_or_else(|| D::Error::custom("the schema refers to a type that it does not hold"))?;
        let node = Node { shape, depth, ..self };
        match shape {
            Shape::Bool => plain::<bool, D>(json),
            Shape::U8 => plain::<u8, D>(json),
            Shape::U16 => plain::<u16, D>(json),
            Shape::U32 => plain::<u32, D>(json),
            Shape::U64 => plain::<u64, D>(json),
            Shape::U128 => plain::<u128, D>(json),
            Shape::I8 => plain::<i8, D>(json),
            Shape::I16 => plain::<i16, D>(json),
            Shape::I32 => plain::<i32, D>(json),
            Shape::I64 => plain::<i64, D>(json),
            Shape::I128 => plain::<i128, D>(json),
            Shape::F32 => plain::<f32, D>(json),
            Shape::F64 => plain::<f64, D>(json),
            Shape::Char => plain::<char, D>(json),
            Shape::Unit => plain::<(), D>(json),
            Shape::String | Shape::Text { .. } => plain::<String, D>(json),
            Shape::Bytes => json.deserialize_seq(Items { node, shapes: std::iter::repeat(&Shape::U8) }),
            Shape::Option(inner) => json.deserialize_option(Optional(node.of(inner))),
            Shape::List(item) | Shape::Set(item) => {
                json.deserialize_seq(Items { node, shapes: std::iter::repeat(item.as_ref()) })
            }
            Shape::Tuple(items) => json.deserialize_seq(Items { node, shapes: items.iter() }),
            Shape::Map(_, value) => json.deserialize_map(Entries(node.of(value))),
            Shape::Struct(fields) => json.deserialize_map(Structure { node, fields }),
            Shape::Enum(variants) => json.deserialize_any(OneOf { node, variants }),
            Shape::Any => plain::<Value, D>(json),
            Shape::Ref(_) => Err(D::Error::custom("the schema leads nowhere")),
        }
    }
}

fn plain<'de, T: Deserialize<'de>, D: Deserializer<'de>>(json: D) -> Result<(), D::Error> {
    T::deserialize(json).map(drop)
}

struct Optional<'a>(Node<'a>);

impl<'de> Visitor<'de> for Optional<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("null or a value")
    }

    fn visit_none<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_some<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        self.0.deserialize(json)
    }
}

/// An array with an item for each of the shapes.
struct Items<'a, I> {
    node: Node<'a>,
    shapes: I,
}

impl<'de, 'a, I: Iterator<Item = &'a Shape>> Visitor<'de> for Items<'a, I> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut array: A) -> Result<(), A::Error> {
        let endless = self.shapes.size_hint().1.is_none();
        for shape in self.shapes.by_ref() {
            match array.next_element_seed(self.node.of(shape))? {
                Some(()) => {}
                None if endless => return Ok(()),
                None => return Err(A::Error::custom("items are missing")),
            }
        }
        Ok(())
    }
}

/// An object whose values are all of one shape.
struct Entries<'a>(Node<'a>);

impl<'de> Visitor<'de> for Entries<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        while object.next_key::<IgnoredAny>()?.is_some() {
            object.next_value_seed(self.0)?;
        }
        Ok(())
    }
}

struct Structure<'a> {
    node: Node<'a>,
    fields: &'a [Field],
}

impl<'de> Visitor<'de> for Structure<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let Self { node, fields } = self;
        node.walk.compare(fields.len())?;
        let mut seen = vec![false; fields.len()];
        let mut next = 0;
        while let Some(name) = object.next_key::<String>()? {
            // Fields stand in their order, as a rule.
            if fields.get(next).is_none_or(|field| field.name != name) {
                node.walk.compare(fields.len())?;
                let found = fields.iter().position(|field| field.name == name);
                next = found.ok_or_else(|| A::Error::custom(format_args!("there is no field `{name}`")))?;
            }
            if std::mem::replace(&mut seen[next], true) {
                return Err(A::Error::custom(format_args!("the field `{name}` stands there twice")));
            }
            object.next_value_seed(node.of(&fields[next].shape))?;
            next += 1;
        }
        match fields.iter().zip(seen).find(|(field, seen)| !seen && !field.default) {
            Some((field, _)) => Err(A::Error::custom(format_args!("the field `{}` is missing", field.name))),
            None => Ok(()),
        }
    }
}

/// A variant's name, or an object with that and what it carries.
struct OneOf<'a> {
    node: Node<'a>,
    variants: &'a [Variant],
}

impl<'a> OneOf<'a> {
    fn find<E: Error>(&self, name: &str) -> Result<&'a VariantShape, E> {
        self.node.walk.compare(self.variants.len())?;
        let found = self.variants.iter().find(|variant| variant.name == name);
        found.map(|variant| &variant.shape).ok_or_else(|| E::custom(format_args!("there is no variant `{name}`")))
    }
}

impl<'de> Visitor<'de> for OneOf<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a variant")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<(), E> {
        match self.find(name)? {
            VariantShape::Unit => Ok(()),
            _ => Err(E::custom(format_args!("the variant `{name}` carries a value, and none is there"))),
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut object: A) -> Result<(), A::Error> {
        let name = object.next_key::<String>()?.ok_or_else(|| A::Error::custom("a variant is missing"))?;
        object.next_value_seed(Content { node: self.node, shape: self.find(&name)? })?;
        match object.next_key::<IgnoredAny>()? {
            None => Ok(()),
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
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, json: D) -> Result<(), D::Error> {
        let node = self.node;
        match self.shape {
            VariantShape::Unit => plain::<(), D>(json),
            VariantShape::Newtype(inner) => node.of(inner).deserialize(json),
            VariantShape::Tuple(items) => json.deserialize_seq(Items { node, shapes: items.iter() }),
            VariantShape::Struct(fields) => json.deserialize_map(Structure { node, fields }),
        }
    }
}
