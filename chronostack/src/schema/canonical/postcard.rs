//! Postcard bytes in canonical order.

use crate::schema::{
    canonical::order::{Entry, sort},
    error::DynamicError,
    shape::{Field, Shape, TypeSchema, VariantShape},
    wire::Wire,
};

pub(super) fn canonical(schema: &TypeSchema, bytes: &[u8]) -> Result<Vec<u8>, DynamicError> {
    let walk = Walk { schema, wire: Wire::new(bytes) };
    let mut out = Vec::with_capacity(bytes.len());
    walk.value(&schema.root, &mut out)?;
    walk.wire.end()?;
    Ok(out)
}

struct Walk<'a> {
    schema: &'a TypeSchema,
    wire: Wire<'a>,
}

impl Walk<'_> {
    fn value(&self, shape: &Shape, out: &mut Vec<u8>) -> Result<(), DynamicError> {
        self.wire.value(self.schema, shape, |shape| self.content(shape, out))
    }

    fn content(&self, shape: &Shape, out: &mut Vec<u8>) -> Result<(), DynamicError> {
        let start = self.wire.offset();
        if self.wire.scalar(shape)?.is_some() {
            out.extend_from_slice(self.wire.since(start));
            return Ok(());
        }
        match shape {
            Shape::Option(inner) => {
                let some = self.wire.flag("option")?;
                out.push(some.into());
                if some { self.value(inner, out) } else { Ok(()) }
            }
            Shape::List(item) => {
                let length = self.length(out)?;
                (0..length).try_for_each(|_| self.value(item, out))
            }
            Shape::Set(item) => {
                let length = self.length(out)?;
                entries(length, out, |out| self.value(item, out), |_| Ok(()))
            }
            Shape::Map(key, value) => {
                let length = self.length(out)?;
                entries(length, out, |out| self.value(key, out), |out| self.value(value, out))
            }
            Shape::Tuple(items) => self.tuple(items, out),
            Shape::Struct(fields) => self.structure(fields, out),
            Shape::Enum(variants) => {
                let index = self.wire.variant(variants.len())?;
                out.extend_from_slice(self.wire.since(start));
                match &variants[index].shape {
                    VariantShape::Unit => Ok(()),
                    VariantShape::Newtype(inner) => self.value(inner, out),
                    VariantShape::Tuple(items) => self.tuple(items, out),
                    VariantShape::Struct(fields) => self.structure(fields, out),
                }
            }
            Shape::Text { binary, .. } => self.value(binary, out),
            _ => Err(self.wire.any()),
        }
    }

    fn length(&self, out: &mut Vec<u8>) -> Result<usize, DynamicError> {
        let start = self.wire.offset();
        let length = self.wire.length()?;
        out.extend_from_slice(self.wire.since(start));
        Ok(length)
    }

    fn tuple(&self, items: &[Shape], out: &mut Vec<u8>) -> Result<(), DynamicError> {
        items.iter().try_for_each(|item| self.value(item, out))
    }

    fn structure(&self, fields: &[Field], out: &mut Vec<u8>) -> Result<(), DynamicError> {
        fields.iter().try_for_each(|field| self.value(&field.shape, out))
    }
}

fn entries(
    length: usize,
    out: &mut Vec<u8>,
    key: impl Fn(&mut Vec<u8>) -> Result<(), DynamicError>,
    value: impl Fn(&mut Vec<u8>) -> Result<(), DynamicError>,
) -> Result<(), DynamicError> {
    let mut entries = Vec::new();
    for _ in 0..length {
        let start = out.len();
        key(out)?;
        let key = start..out.len();
        value(out)?;
        entries.push(Entry { key, whole: start..out.len() });
    }
    sort(out, entries, b"");
    Ok(())
}
