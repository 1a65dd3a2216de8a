//! From JSON to the payload of a schema, without the type: what a version wrote whose type is only known by its shape.

use serde_json::Value;

use crate::{
    codec::Codec,
    schema::{
        canonical::canonical,
        shape::{Field, Shape, TypeSchema, VariantShape},
    },
};

/// The payload that `value` is, in canonical order. `None` for what does not fit the schema, and for a text that is none in
/// postcard, such as a UUID.
pub fn encode(schema: &TypeSchema, codec: Codec, value: &Value) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    match codec {
        Codec::Json => bytes = value.to_string().into_bytes(),
        Codec::Postcard => Encoder { schema }.value(&schema.root, value, &mut bytes)?,
    }
    canonical(schema, codec, &bytes).ok()
}

struct Encoder<'a> {
    schema: &'a TypeSchema,
}

impl Encoder<'_> {
    fn value(&self, shape: &Shape, value: &Value, out: &mut Vec<u8>) -> Option<()> {
        match self.schema.resolve(shape)? {
            Shape::Unit => {}
            Shape::Bool => out.push(value.as_bool()?.into()),
            Shape::U8 => out.push(u8::try_from(value.as_u64()?).ok()?),
            Shape::U16 | Shape::U32 | Shape::U64 | Shape::U128 => varint(value.as_u64()?.into(), out),
            Shape::I8 => out.extend(i8::try_from(value.as_i64()?).ok()?.to_le_bytes()),
            Shape::I16 | Shape::I32 | Shape::I64 | Shape::I128 => {
                let number = i128::from(value.as_i64()?);
                varint(((number << 1) ^ (number >> 127)).cast_unsigned(), out);
            }
            #[allow(clippy::cast_possible_truncation, reason = "it was an f32 before it was JSON")]
            Shape::F32 => out.extend((value.as_f64()? as f32).to_le_bytes()),
            Shape::F64 => out.extend(value.as_f64()?.to_le_bytes()),
            Shape::Char | Shape::String => text(value.as_str()?, out),
            Shape::Text { binary, .. } if **binary == Shape::String => text(value.as_str()?, out),
            Shape::Bytes => self.items(&Shape::U8, value.as_array()?, out)?,
            Shape::Option(_) if value.is_null() => out.push(0),
            Shape::Option(inner) => {
                out.push(1);
                self.value(inner, value, out)?;
            }
            Shape::List(item) | Shape::Set(item) => self.items(item, value.as_array()?, out)?,
            Shape::Map(key, item) => {
                let entries = value.as_object()?;
                varint(entries.len() as u128, out);
                for (name, value) in entries {
                    let is_text = matches!(self.schema.resolve(key)?, Shape::String | Shape::Char | Shape::Text { .. });
                    let name = if is_text { name.as_str().into() } else { serde_json::from_str(name).ok()? };
                    self.value(key, &name, out)?;
                    self.value(item, value, out)?;
                }
            }
            Shape::Tuple(items) => self.tuple(items, value, out)?,
            Shape::Struct(fields) => self.structure(fields, value, out)?,
            Shape::Enum(variants) => {
                let (name, content) = match value {
                    Value::String(name) => (name, &Value::Null),
                    Value::Object(content) => content.iter().next()?,
                    _ => return None,
                };
                let index = variants.iter().position(|variant| variant.name == *name)?;
                varint(index as u128, out);
                match &variants[index].shape {
                    VariantShape::Unit => {}
                    VariantShape::Newtype(inner) => self.value(inner, content, out)?,
                    VariantShape::Tuple(items) => self.tuple(items, content, out)?,
                    VariantShape::Struct(fields) => self.structure(fields, content, out)?,
                }
            }
            Shape::Text { .. } | Shape::Any | Shape::Ref(_) => return None,
        }
        Some(())
    }

    fn items(&self, item: &Shape, values: &[Value], out: &mut Vec<u8>) -> Option<()> {
        varint(values.len() as u128, out);
        values.iter().try_for_each(|value| self.value(item, value, out))
    }

    fn tuple(&self, items: &[Shape], value: &Value, out: &mut Vec<u8>) -> Option<()> {
        let values = value.as_array().filter(|values| values.len() == items.len())?;
        items.iter().zip(values).try_for_each(|(item, value)| self.value(item, value, out))
    }

    fn structure(&self, fields: &[Field], value: &Value, out: &mut Vec<u8>) -> Option<()> {
        fields.iter().try_for_each(|field| self.value(&field.shape, value.get(&field.name)?, out))
    }
}

fn text(text: &str, out: &mut Vec<u8>) {
    varint(text.len() as u128, out);
    out.extend_from_slice(text.as_bytes());
}

/// A little-endian base-128 number.
fn varint(mut number: u128, out: &mut Vec<u8>) {
    while number >= 0x80 {
        #[allow(clippy::cast_possible_truncation, reason = "the low 7 bits are meant")]
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    #[allow(clippy::cast_possible_truncation, reason = "it is below 128")]
    out.push(number as u8);
}
