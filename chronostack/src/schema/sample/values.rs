//! The walk over the schema.

use fastrand::Rng;
use serde_json::{Map, Number, Value};

use crate::schema::{
    sample::{heights::Heights, texts},
    shape::{Field, Shape, TypeSchema, VariantShape},
};

/// How deep a sample is nested, where the type leaves a choice.
const DEPTH_MAX: usize = 6;

/// How many items a sample's list, set or map has at the most.
const ITEMS_MAX: usize = 3;

/// A random value as JSON, for the type to read. `None` for a type without finite values, or one that JSON cannot carry.
///
/// Small numbers and short texts are common, and so are the edges of each type. `size` bounds about how many values
/// there are in it. The type may refuse what fits its shape (a `NonZero`, a checked newtype): then sample again.
pub fn sample(schema: &TypeSchema, rng: &mut Rng, size: usize) -> Option<Value> {
    Sampler { schema, heights: Heights::of(schema), rng, left: size }.value(&schema.root, DEPTH_MAX)
}

struct Sampler<'a> {
    schema: &'a TypeSchema,
    heights: Heights,
    rng: &'a mut Rng,
    left: usize,
}

impl Sampler<'_> {
    fn value(&mut self, shape: &Shape, depth: usize) -> Option<Value> {
        if self.heights.shape(shape) == usize::MAX {
            return None;
        }
        self.left = self.left.saturating_sub(1);
        let depth = if self.left == 0 { 0 } else { depth.saturating_sub(1) };
        match shape {
            Shape::Option(inner) if self.fits(inner, depth) && self.rng.u8(..4) > 0 => self.value(inner, depth),
            Shape::Unit | Shape::Option(_) => Some(Value::Null),
            Shape::List(item) | Shape::Set(item) => {
                let length = self.length(item, depth);
                (0..length).map(|_| self.value(item, depth)).collect::<Option<_>>().map(Value::Array)
            }
            Shape::Map(key, value) => self.map(key, value, depth),
            Shape::Tuple(items) => self.tuple(items, depth),
            Shape::Struct(fields) => self.structure(fields, depth),
            Shape::Enum(variants) => {
                let heights: Vec<usize> = variants.iter().map(|v| self.heights.variant(&v.shape)).collect();
                let least = *heights.iter().min()?;
                let bound = depth.max(least);
                let open: Vec<_> = variants.iter().zip(heights).filter(|(_, height)| *height <= bound).collect();
                let (variant, _) = self.rng.choice(open)?;
                let content = match &variant.shape {
                    VariantShape::Unit => return Some(Value::from(variant.name.as_str())),
                    VariantShape::Newtype(inner) => self.value(inner, depth)?,
                    VariantShape::Tuple(items) => self.tuple(items, depth)?,
                    VariantShape::Struct(fields) => self.structure(fields, depth)?,
                };
                Some(Value::Object(Map::from_iter([(variant.name.clone(), content)])))
            }
            Shape::Text { format, binary } => match texts::text(format, self.rng) {
                Some(text) => Some(text.into()),
                None => self.value(binary, depth),
            },
            Shape::Ref(_) => {
                let schema = self.schema;
                let resolved = schema.resolve(shape)?.clone();
                self.value(&resolved, depth)
            }
            Shape::Any => Some(self.any(depth)),
            scalar => self.scalar(scalar),
        }
    }

    fn fits(&self, shape: &Shape, depth: usize) -> bool {
        self.heights.shape(shape) < depth
    }

    fn length(&mut self, item: &Shape, depth: usize) -> usize {
        if self.fits(item, depth) { self.rng.usize(..=ITEMS_MAX) } else { 0 }
    }

    fn tuple(&mut self, items: &[Shape], depth: usize) -> Option<Value> {
        items.iter().map(|item| self.value(item, depth)).collect::<Option<_>>().map(Value::Array)
    }

    fn structure(&mut self, fields: &[Field], depth: usize) -> Option<Value> {
        let entries = fields.iter().map(|field| Some((field.name.clone(), self.value(&field.shape, depth)?)));
        entries.collect::<Option<_>>().map(Value::Object)
    }

    fn map(&mut self, key: &Shape, value: &Shape, depth: usize) -> Option<Value> {
        let length = if self.fits(key, depth) { self.length(value, depth) } else { 0 };
        let mut map = Map::new();
        for _ in 0..length {
            let key = match self.value(key, depth)? {
                Value::String(text) => text,
                number @ (Value::Number(_) | Value::Bool(_)) => number.to_string(),
                // JSON has no such key, so the map stays empty.
                _ => continue,
            };
            map.insert(key, self.value(value, depth)?);
        }
        Some(Value::Object(map))
    }

    fn any(&mut self, depth: usize) -> Value {
        match self.rng.u8(..if depth == 0 { 4 } else { 6 }) {
            0 => Value::Null,
            1 => self.rng.bool().into(),
            2 => self.rng.u8(..).into(),
            3 => texts::any(self.rng).into(),
            4 => (0..self.rng.usize(..=ITEMS_MAX)).map(|_| self.any(depth - 1)).collect(),
            _ => (0..self.rng.usize(..=ITEMS_MAX)).map(|_| (texts::any(self.rng), self.any(depth - 1))).collect(),
        }
    }

    fn scalar(&mut self, shape: &Shape) -> Option<Value> {
        Some(match shape {
            Shape::Bool => self.rng.bool().into(),
            Shape::U8 => self.unsigned(u8::MAX.into()),
            Shape::U16 => self.unsigned(u16::MAX.into()),
            Shape::U32 => self.unsigned(u32::MAX.into()),
            // `Value` has no number beyond 64 bits.
            Shape::U64 | Shape::U128 => self.unsigned(u64::MAX),
            Shape::I8 => self.signed(i8::MIN.into(), i8::MAX.into()),
            Shape::I16 => self.signed(i16::MIN.into(), i16::MAX.into()),
            Shape::I32 => self.signed(i32::MIN.into(), i32::MAX.into()),
            Shape::I64 | Shape::I128 => self.signed(i64::MIN, i64::MAX),
            Shape::F32 => {
                let edges = [0.0, -0.0, 1.0, -1.5, 0.1, f32::MIN, f32::MAX, f32::MIN_POSITIVE];
                let random = f32::from_bits(self.rng.u32(..));
                let value = if self.rng.bool() { self.rng.choice(edges)? } else { random };
                Number::from_f64(value.into()).map_or_else(|| 0.5.into(), Value::Number)
            }
            Shape::F64 => {
                let edges = [0.0, -0.0, 1.0, -1.5, 0.1, f64::MIN, f64::MAX, f64::MIN_POSITIVE];
                let random = f64::from_bits(self.rng.u64(..));
                let value = if self.rng.bool() { self.rng.choice(edges)? } else { random };
                Number::from_f64(value).map_or_else(|| 0.5.into(), Value::Number)
            }
            Shape::Char => self.rng.char(..).to_string().into(),
            Shape::String => texts::any(self.rng).into(),
            Shape::Bytes => (0..self.rng.usize(..=ITEMS_MAX)).map(|_| self.rng.u8(..)).collect(),
            _ => return None,
        })
    }

    fn unsigned(&mut self, max: u64) -> Value {
        match self.rng.u8(..8) {
            0 => 0,
            1 => max,
            2 => max - 1,
            3 => self.rng.u64(..=max),
            _ => self.rng.u64(..=100.min(max)),
        }
        .into()
    }

    fn signed(&mut self, min: i64, max: i64) -> Value {
        match self.rng.u8(..8) {
            0 => 0,
            1 => -1,
            2 => min,
            3 => max,
            4 => self.rng.i64(min..=max),
            _ => self.rng.i64(-50..=100),
        }
        .into()
    }
}
