//! The shape of a type on the wire, as data.

use std::{
    any::TypeId,
    hash::{Hash, Hasher},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use xxhash_rust::xxh3::Xxh3Default;

use crate::{
    limits::SCHEMA_DEPTH_MAX,
    schema::{nesting, sensitive::Places},
};

/// A type that knows its shape on the wire. Derive it.
#[diagnostic::on_unimplemented(
    message = "the shape of `{Self}` on the wire is not known",
    label = "`Schema` is not implemented for `{Self}`",
    note = "if `{Self}` is yours, add `#[derive(chronostack::Schema)]` to it",
    note = "if it is of the crate `uuid`, `time` or `chrono`, turn on the feature of that name of chronostack",
    note = "else give the field the shape of a type that serde writes alike: `#[schema(as = String)]`"
)]
pub trait Schema: 'static {
    /// Whether a binary codec can carry the type: false for a type that says `#[schema(codec = json)]`, and for what
    /// holds one. Events and states check it of each of their fields when they are compiled.
    const BINARY: bool = true;

    /// This type's shape. A type with a name goes through [`Shapes::define`], which is what lets it
    /// be recursive.
    fn shape(shapes: &mut Shapes) -> Shape;

    /// Tells which of its values' parts are sensitive. No part of the shape: by itself nothing is, and changing it changes nothing stored.
    fn sensitive(_places: &mut Places) {}
}

/// What serde writes for a type, in terms of its data model. Two types of equal shape have the same bytes in
/// every codec.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
#[allow(missing_docs, reason = "the names are those of the types")]
pub enum Shape {
    Bool,
    U8,
    U16,
    U32,
    U64,
    U128,
    I8,
    I16,
    I32,
    I64,
    I128,
    F32,
    F64,
    Char,
    String,
    /// Written by `serialize_bytes`.
    Bytes,
    Unit,
    Option(Box<Shape>),
    /// A sequence whose order means something.
    List(Box<Shape>),
    /// A sequence whose order means nothing; encoded in the order of its items' bytes.
    Set(Box<Shape>),
    /// Encoded in the order of its keys' bytes.
    Map(Box<Shape>, Box<Shape>),
    /// A tuple, an array or a tuple struct: a fixed number of items.
    Tuple(Vec<Shape>),
    Struct(Vec<Field>),
    Enum(Vec<Variant>),
    /// A type that is a text in JSON and something shorter in binary, such as a UUID.
    Text {
        /// What the text is, as `uuid`.
        format: String,
        /// What stands in a binary codec.
        binary: Box<Shape>,
    },
    /// Any JSON value: what only [`Codec::Json`](crate::codec::Codec::Json) can carry.
    Any,
    /// The n-th of [`TypeSchema::types`].
    Ref(u32),
}

impl Serialize for Shape {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

/// One nested deeper than [`SHAPE_DEPTH_MAX`](crate::limits::SHAPE_DEPTH_MAX) is refused.
impl<'de> Deserialize<'de> for Shape {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        nesting::deeper(|| Self::deserialize(deserializer))
    }
}

impl Shape {
    /// Calls `visit` for this shape and all that stand in it, references not followed.
    fn visit<'a>(&'a self, visit: &mut impl FnMut(&'a Shape)) {
        visit(self);
        match self {
            Self::Option(inner) | Self::List(inner) | Self::Set(inner) | Self::Text { binary: inner, .. } => {
                inner.visit(visit);
            }
            Self::Map(key, value) => {
                key.visit(visit);
                value.visit(visit);
            }
            Self::Tuple(items) => items.iter().for_each(|item| item.visit(visit)),
            Self::Struct(fields) => fields.iter().for_each(|field| field.shape.visit(visit)),
            Self::Enum(variants) => variants.iter().for_each(|variant| match &variant.shape {
                VariantShape::Unit => {}
                VariantShape::Newtype(inner) => inner.visit(visit),
                VariantShape::Tuple(items) => items.iter().for_each(|item| item.visit(visit)),
                VariantShape::Struct(fields) => fields.iter().for_each(|field| field.shape.visit(visit)),
            }),
            _ => {}
        }
    }
}

/// A named field.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Field {
    /// The name on the wire.
    pub name: String,
    /// The shape of its value.
    pub shape: Shape,
    /// May be absent in JSON (`#[serde(default)]`). That changes nothing about what is written, so it takes no part in
    /// equality or in the hash.
    pub default: bool,
}

impl PartialEq for Field {
    fn eq(&self, other: &Self) -> bool {
        (&self.name, &self.shape) == (&other.name, &other.shape)
    }
}

impl Eq for Field {}

impl Hash for Field {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (&self.name, &self.shape).hash(state);
    }
}

impl Field {
    /// A field of that name and shape.
    pub fn new(name: &str, shape: Shape, default: bool) -> Self {
        Self { name: name.to_owned(), shape, default }
    }
}

/// One variant of an enum; its index is its place in the list.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Variant {
    /// The name on the wire.
    pub name: String,
    /// What it carries.
    pub shape: VariantShape,
}

impl Variant {
    /// A variant of that name, with what it carries.
    pub fn new(name: &str, shape: VariantShape) -> Self {
        Self { name: name.to_owned(), shape }
    }
}

/// What a variant carries.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are serde's")]
pub enum VariantShape {
    Unit,
    Newtype(Shape),
    Tuple(Vec<Shape>),
    Struct(Vec<Field>),
}

/// A named type that a [`Shape::Ref`] points at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Definition {
    /// The Rust type's name, for people: renaming a type does not move the wire, so it takes no part
    /// in equality or in the hash.
    pub name: String,
    /// Its shape.
    pub shape: Shape,
}

impl PartialEq for Definition {
    fn eq(&self, other: &Self) -> bool {
        self.shape == other.shape
    }
}

impl Eq for Definition {}

/// Collects the named types that a shape refers to, each once, in the order of their first use.
#[derive(Debug, Default)]
pub struct Shapes {
    ids: Vec<TypeId>,
    definitions: Vec<Option<Definition>>,
    /// The transparent types that are being looked into.
    open: Vec<TypeId>,
}

impl Shapes {
    /// A reference to the named type `T`, whose shape is built by `build` at its first use.
    pub fn define<T: 'static>(&mut self, name: &str, build: impl FnOnce(&mut Self) -> Shape) -> Shape {
        let id = TypeId::of::<T>();
        if let Some(index) = self.index_of(id) {
            return reference(index);
        }
        let index = self.reserve(id);
        let shape = build(self);
        self.definitions[index] = Some(Definition { name: name.to_owned(), shape });
        reference(index)
    }

    /// The shape of a type that is written as what it holds, a newtype: it takes no part on the wire, and so none in the
    /// schema, unless it holds itself and needs a name for that.
    pub fn transparent<T: 'static>(&mut self, name: &str, build: impl FnOnce(&mut Self) -> Shape) -> Shape {
        let id = TypeId::of::<T>();
        if let Some(index) = self.index_of(id) {
            return reference(index);
        }
        if self.open.contains(&id) {
            return reference(self.reserve(id));
        }
        self.open.push(id);
        let shape = build(self);
        self.open.pop();
        let Some(index) = self.index_of(id) else { return shape };
        self.definitions[index] = Some(Definition { name: name.to_owned(), shape });
        reference(index)
    }

    fn index_of(&self, id: TypeId) -> Option<usize> {
        self.ids.iter().position(|known| *known == id)
    }

    fn reserve(&mut self, id: TypeId) -> usize {
        self.ids.push(id);
        self.definitions.push(None);
        self.ids.len() - 1
    }
}

fn reference(index: usize) -> Shape {
    // No program has so many types; were there one, the reference would lead nowhere, which readers report.
    Shape::Ref(u32::try_from(index).unwrap_or(u32::MAX))
}

/// A shape with the named types that it refers to: all that is needed to read bytes without the type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TypeSchema {
    /// The shape of the type itself.
    pub root: Shape,
    /// What [`Shape::Ref`] points into.
    pub types: Vec<Definition>,
}

impl TypeSchema {
    /// The schema of `T`.
    pub fn of<T: Schema>() -> Self {
        let mut shapes = Shapes::default();
        let root = T::shape(&mut shapes);
        let types = shapes.definitions.into_iter().flatten().collect();
        Self { root, types }
    }

    /// What `shape` stands for, references followed. `None` when a reference points at nothing, which
    /// a schema read from a damaged file can.
    pub fn resolve<'a>(&'a self, shape: &'a Shape) -> Option<&'a Shape> {
        let mut shape = shape;
        // No type of Rust is so long a chain of others: it is a circle, or means to cost time.
        for _ in 0..SCHEMA_DEPTH_MAX {
            match shape {
                Shape::Ref(index) => shape = &self.types.get(*index as usize)?.shape,
                other => return Some(other),
            }
        }
        None
    }

    /// Whether a map, a set, or anything that may hold one is inside, so that its encoding must be put in order.
    pub fn has_unordered(&self) -> bool {
        let mut found = false;
        let mut look = |shape: &Shape| found |= matches!(shape, Shape::Set(_) | Shape::Map(..) | Shape::Any);
        self.root.visit(&mut look);
        self.types.iter().for_each(|definition| definition.shape.visit(&mut look));
        found
    }

    /// Whether a type holds itself, so that its values may be nested as deep as they like.
    pub fn is_recursive(&self) -> bool {
        let references = |definition: &Definition| {
            let mut found = Vec::new();
            definition.shape.visit(&mut |shape| {
                if let Shape::Ref(index) = shape {
                    found.push(*index as usize);
                }
            });
            found
        };
        let references: Vec<Vec<usize>> = self.types.iter().map(references).collect();
        let mut users = vec![0_usize; references.len()];
        for to in references.iter().flatten() {
            users.get_mut(*to).into_iter().for_each(|users| *users += 1);
        }
        // Types that nothing uses are taken away until there are none; what is left then goes round in a circle.
        let mut unused: Vec<usize> = (0..users.len()).filter(|index| users[*index] == 0).collect();
        let mut left = users.len();
        while let Some(from) = unused.pop() {
            left -= 1;
            for to in &references[from] {
                let Some(users) = users.get_mut(*to) else { continue };
                *users -= 1;
                if *users == 0 {
                    unused.push(*to);
                }
            }
        }
        left > 0
    }

    /// A 128-bit hash (XXH3) of the shape, for caches: it may differ between releases and machines. Names of Rust types take
    /// no part.
    pub fn hash(&self) -> u128 {
        let mut hasher = Xxh3Default::new();
        self.root.hash(&mut hasher);
        for definition in &self.types {
            definition.shape.hash(&mut hasher);
        }
        hasher.digest128()
    }
}
