//! What a value is hashed into, and what its shape says.

use serde::ser::Error as _;

use crate::{
    fingerprint::{error::FingerprintError, lanes::Lanes},
    schema::{Shape, TypeSchema, VariantShape},
};

/// Hashes one value of a shape. As the shape takes part in the fingerprint, only what it leaves open is hashed: leaves, lengths,
/// variants, and which options hold something.
pub(super) struct Hashing<'h, 's> {
    pub(super) schema: &'s TypeSchema,
    pub(super) shape: &'s Shape,
    pub(super) lanes: &'h mut Lanes,
    pub(super) readable: bool,
}

impl<'h, 's> Hashing<'h, 's> {
    pub(super) fn new(schema: &'s TypeSchema, lanes: &'h mut Lanes, readable: bool) -> Self {
        Self { schema, shape: &schema.root, lanes, readable }
    }

    /// For a part of the value.
    pub(super) fn of<'a>(&'a mut self, shape: &'s Shape) -> Hashing<'a, 's> {
        Hashing { shape, lanes: self.lanes, ..*self }
    }

    /// For a part of the value that is hashed alone.
    pub(super) fn apart<'a>(&self, shape: &'s Shape, lanes: &'a mut Lanes) -> Hashing<'a, 's> {
        Hashing { shape, lanes, ..*self }
    }

    /// The shape, references followed. What is a text in JSON alone has a shape of its own elsewhere.
    #[inline]
    pub(super) fn resolved(&self) -> Result<&'s Shape, FingerprintError> {
        match self.shape {
            Shape::Ref(_) | Shape::Text { .. } => self.followed(),
            shape => Ok(shape),
        }
    }

    fn followed(&self) -> Result<&'s Shape, FingerprintError> {
        let mut shape = self.schema.resolve(self.shape);
        while let (Some(Shape::Text { binary, .. }), false) = (shape, self.readable) {
            shape = self.schema.resolve(binary);
        }
        shape.ok_or_else(|| FingerprintError::custom("the schema refers to a type that it does not hold"))
    }

    /// A value without parts. Where the shape says that anything may stand here, its kind is hashed too.
    #[inline]
    pub(super) fn leaf(
        self,
        kind: u64,
        fits: impl FnOnce(&Shape) -> bool,
        hash: impl FnOnce(&mut Lanes),
    ) -> Result<(), FingerprintError> {
        match self.resolved()? {
            Shape::Any => self.lanes.word(kind),
            shape if fits(shape) => {}
            _ => return Err(self.unlike("a value without parts")),
        }
        hash(self.lanes);
        Ok(())
    }

    pub(super) fn variant(&self, index: u32) -> Result<&'s VariantShape, FingerprintError> {
        let held = match self.resolved()? {
            Shape::Enum(variants) => variants.get(index as usize).map(|variant| &variant.shape),
            _ => None,
        };
        held.ok_or_else(|| self.unlike("a variant"))
    }

    #[cold]
    pub(super) fn unlike(&self, shown: &str) -> FingerprintError {
        let shape = format!("{:?}", self.schema.resolve(self.shape).unwrap_or(self.shape));
        let name = shape.split(|char: char| !char.is_alphanumeric()).next().unwrap_or_default();
        FingerprintError::custom(format_args!("the schema says {name}, and serde shows {shown}"))
    }
}
