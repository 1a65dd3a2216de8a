//! JSON in canonical order. Values are moved as the text that they are, so no number changes.

use std::fmt;

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;

use crate::{
    limits::{JSON_DEPTH_MAX, SCHEMA_DEPTH_MAX},
    schema::{
        canonical::order::{Entry, sort},
        error::DynamicError,
        shape::{Field, Shape, TypeSchema, VariantShape},
    },
};

pub(super) fn canonical(schema: &TypeSchema, bytes: &[u8]) -> Result<Vec<u8>, DynamicError> {
    let failed = |error: serde_json::Error| DynamicError::Json { offset: 0, reason: error.to_string() };
    let raw: &RawValue = serde_json::from_slice(bytes).map_err(failed)?;
    nested(raw.get())?;
    let walk = Walk { schema, base: raw.get().as_ptr().addr() };
    let mut out = Vec::with_capacity(bytes.len());
    walk.value(&schema.root, raw, 0, &mut out)?;
    Ok(out)
}

/// An error where arrays and objects are nested deeper than they would be read back.
fn nested(json: &str) -> Result<(), DynamicError> {
    let (mut depth, mut in_text, mut escaped) = (0_usize, false, false);
    for (offset, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => in_text = !in_text,
            _ if in_text => {}
            b'[' | b'{' => {
                depth += 1;
                if depth > JSON_DEPTH_MAX {
                    return Err(DynamicError::Depth { offset, max: JSON_DEPTH_MAX });
                }
            }
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    Ok(())
}

struct Walk<'a> {
    schema: &'a TypeSchema,
    /// Where the outermost value starts in memory, to tell the offset of an inner one.
    base: usize,
}

type Written = Result<(), DynamicError>;

impl Walk<'_> {
    fn value(&self, shape: &Shape, raw: &RawValue, depth: usize, out: &mut Vec<u8>) -> Written {
        let offset = self.offset(raw);
        if depth > SCHEMA_DEPTH_MAX {
            return Err(DynamicError::Depth { offset, max: SCHEMA_DEPTH_MAX });
        }
        let reason = "the schema refers to a type that it does not hold";
        let shape = self.schema.resolve(shape).ok_or(DynamicError::Schema { offset, reason })?;
        let depth = depth + 1;
        let json = raw.get();
        match shape {
            Shape::F32 | Shape::F64 if json == "null" => {
                Err(DynamicError::Json { offset, reason: "a number that is not finite has no JSON".to_owned() })
            }
            Shape::Option(inner) if json != "null" => self.value(inner, raw, depth, out),
            Shape::List(item) => self.list(std::iter::repeat(item.as_ref()), raw, depth, out).map(|_| ()),
            Shape::Set(item) => {
                let items = self.list(std::iter::repeat(item.as_ref()), raw, depth, out)?;
                sort_within(items, out);
                Ok(())
            }
            Shape::Tuple(items) => self.list(items, raw, depth, out).map(|_| ()),
            Shape::Map(_, value) => {
                let entries = self.object(|_| Some(value), raw, depth, out)?;
                sort_within(entries, out);
                Ok(())
            }
            Shape::Struct(fields) => self.structure(fields, raw, depth, out),
            Shape::Enum(variants) if json.starts_with('{') => {
                let [(name, content)] = self.parse::<Entries<'_>>(raw)?.0[..] else {
                    return Err(DynamicError::Invalid { offset, expected: "variant of an enum" });
                };
                let text = text(name);
                let variant = variants.iter().find(|variant| variant.name == text);
                out.push(b'{');
                out.extend_from_slice(name.get().as_bytes());
                out.push(b':');
                match variant.map(|variant| &variant.shape) {
                    Some(VariantShape::Newtype(inner)) => self.value(inner, content, depth, out)?,
                    Some(VariantShape::Tuple(items)) => self.list(items, content, depth, out).map(|_| ())?,
                    Some(VariantShape::Struct(fields)) => self.structure(fields, content, depth, out)?,
                    Some(VariantShape::Unit) | None => self.value(&Shape::Any, content, depth, out)?,
                }
                out.push(b'}');
                Ok(())
            }
            Shape::Any if json.starts_with('{') => {
                let entries = self.object(|_| None, raw, depth, out)?;
                sort_within(entries, out);
                Ok(())
            }
            Shape::Any if json.starts_with('[') => {
                self.list(std::iter::repeat(&Shape::Any), raw, depth, out).map(|_| ())
            }
            _ => {
                out.extend_from_slice(json.as_bytes());
                Ok(())
            }
        }
    }

    /// Writes an array's items, and tells where they stand. Items beyond the `shapes` are taken as they are.
    fn list<'s>(
        &self,
        shapes: impl IntoIterator<Item = &'s Shape>,
        raw: &RawValue,
        depth: usize,
        out: &mut Vec<u8>,
    ) -> Result<Vec<Entry>, DynamicError> {
        let mut shapes = shapes.into_iter();
        let mut items = Vec::new();
        out.push(b'[');
        for item in self.parse::<Vec<&RawValue>>(raw)? {
            separate(&items, out);
            let start = out.len();
            self.value(shapes.next().unwrap_or(&Shape::Any), item, depth, out)?;
            items.push(Entry { key: start..out.len(), whole: start..out.len() });
        }
        out.push(b']');
        Ok(items)
    }

    /// Writes an object's entries, and tells where they stand. An entry without a shape is taken as it is.
    fn object<'s>(
        &self,
        shape: impl Fn(&RawValue) -> Option<&'s Shape>,
        raw: &RawValue,
        depth: usize,
        out: &mut Vec<u8>,
    ) -> Result<Vec<Entry>, DynamicError> {
        let mut entries = Vec::new();
        out.push(b'{');
        for (key, value) in self.parse::<Entries<'_>>(raw)?.0 {
            separate(&entries, out);
            let start = out.len();
            out.extend_from_slice(key.get().as_bytes());
            let key_end = out.len();
            out.push(b':');
            self.value(shape(key).unwrap_or(&Shape::Any), value, depth, out)?;
            entries.push(Entry { key: start..key_end, whole: start..out.len() });
        }
        out.push(b'}');
        Ok(entries)
    }

    fn structure(&self, fields: &[Field], raw: &RawValue, depth: usize, out: &mut Vec<u8>) -> Written {
        let field = |key: &RawValue| {
            let name = text(key);
            fields.iter().find(|field| field.name == name).map(|field| &field.shape)
        };
        self.object(field, raw, depth, out).map(|_| ())
    }

    fn parse<'r, T: Deserialize<'r>>(&self, raw: &'r RawValue) -> Result<T, DynamicError> {
        serde_json::from_str(raw.get())
            .map_err(|error| DynamicError::Json { offset: self.offset(raw), reason: error.to_string() })
    }

    fn offset(&self, raw: &RawValue) -> usize {
        raw.get().as_ptr().addr() - self.base
    }
}

fn separate(written: &[Entry], out: &mut Vec<u8>) {
    if !written.is_empty() {
        out.push(b',');
    }
}

/// Sorts the entries that were just written, their closing bracket put aside.
fn sort_within(entries: Vec<Entry>, out: &mut Vec<u8>) {
    let closing = out.pop();
    sort(out, entries, b",");
    out.extend(closing);
}

fn text(json: &RawValue) -> String {
    serde_json::from_str(json.get()).unwrap_or_default()
}

/// An object's entries, in the order in which they stand.
struct Entries<'r>(Vec<(&'r RawValue, &'r RawValue)>);

impl<'r> Deserialize<'r> for Entries<'r> {
    fn deserialize<D: Deserializer<'r>>(deserializer: D) -> Result<Self, D::Error> {
        struct EntriesVisitor;

        impl<'r> Visitor<'r> for EntriesVisitor {
            type Value = Entries<'r>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'r>>(self, mut map: A) -> Result<Entries<'r>, A::Error> {
                let mut entries = Vec::new();
                while let Some(entry) = map.next_entry()? {
                    entries.push(entry);
                }
                Ok(Entries(entries))
            }
        }

        deserializer.deserialize_map(EntriesVisitor)
    }
}
