//! Postcard bytes against their schema.

use crate::schema::{
    error::DynamicError,
    shape::{Field, Shape, TypeSchema, VariantShape},
    wire::Wire,
};

pub(super) fn check(schema: &TypeSchema, bytes: &[u8]) -> Result<(), DynamicError> {
    let walk = Walk { schema, wire: Wire::new(bytes) };
    walk.value(&schema.root)?;
    walk.wire.end()
}

struct Walk<'a> {
    schema: &'a TypeSchema,
    wire: Wire<'a>,
}

impl Walk<'_> {
    fn value(&self, shape: &Shape) -> Result<(), DynamicError> {
        self.wire.value(self.schema, shape, |shape| self.content(shape))
    }

    fn content(&self, shape: &Shape) -> Result<(), DynamicError> {
        let wire = &self.wire;
        match shape {
            Shape::Option(inner) if wire.flag("option")? => self.value(inner),
            Shape::Option(_) => Ok(()),
            Shape::List(item) | Shape::Set(item) => (0..wire.length()?).try_for_each(|_| self.value(item)),
            Shape::Map(key, value) => {
                (0..wire.length()?).try_for_each(|_| self.value(key).and_then(|()| self.value(value)))
            }
            Shape::Tuple(items) => self.tuple(items),
            Shape::Struct(fields) => self.structure(fields),
            Shape::Enum(variants) => match &variants[wire.variant(variants.len())?].shape {
                VariantShape::Unit => Ok(()),
                VariantShape::Newtype(inner) => self.value(inner),
                VariantShape::Tuple(items) => self.tuple(items),
                VariantShape::Struct(fields) => self.structure(fields),
            },
            Shape::Text { binary, .. } => self.value(binary),
            scalar => wire.scalar(scalar)?.map(|_| ()).ok_or_else(|| wire.any()),
        }
    }

    fn tuple(&self, items: &[Shape]) -> Result<(), DynamicError> {
        items.iter().try_for_each(|item| self.value(item))
    }

    fn structure(&self, fields: &[Field]) -> Result<(), DynamicError> {
        fields.iter().try_for_each(|field| self.value(&field.shape))
    }
}
