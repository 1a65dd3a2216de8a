//! How deep the least deep value of a shape is: what lets the sample of a recursive type come to an end.

use crate::schema::shape::{Field, Shape, TypeSchema, VariantShape};

/// The height of what has no finite value.
const NEVER: usize = usize::MAX;

/// The heights of a schema's named types.
pub(super) struct Heights(Vec<usize>);

impl Heights {
    /// The least fixed point: each round knows one more level.
    pub(super) fn of(schema: &TypeSchema) -> Self {
        let mut heights = Self(vec![NEVER; schema.types.len()]);
        for _ in 0..=schema.types.len() {
            heights = Self(schema.types.iter().map(|definition| heights.shape(&definition.shape)).collect());
        }
        heights
    }

    pub(super) fn shape(&self, shape: &Shape) -> usize {
        match shape {
            Shape::Tuple(items) => above(items.iter().map(|item| self.shape(item))),
            Shape::Struct(fields) => self.fields(fields),
            Shape::Enum(variants) => variants.iter().map(|variant| self.variant(&variant.shape)).min().unwrap_or(NEVER),
            Shape::Ref(index) => self.0.get(*index as usize).copied().unwrap_or(NEVER),
            // Options, lists, sets and maps can be empty.
            _ => 0,
        }
    }

    pub(super) fn variant(&self, shape: &VariantShape) -> usize {
        match shape {
            VariantShape::Unit => 0,
            VariantShape::Newtype(inner) => above([self.shape(inner)]),
            VariantShape::Tuple(items) => above(items.iter().map(|item| self.shape(item))),
            VariantShape::Struct(fields) => self.fields(fields),
        }
    }

    fn fields(&self, fields: &[Field]) -> usize {
        above(fields.iter().map(|field| self.shape(&field.shape)))
    }
}

fn above(heights: impl IntoIterator<Item = usize>) -> usize {
    heights.into_iter().max().unwrap_or(0).saturating_add(1)
}
