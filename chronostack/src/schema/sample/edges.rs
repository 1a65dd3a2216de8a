//! A few values of a type at the edges of what it can hold, made from its schema, as JSON.

use fastrand::Rng;
use serde_json::{Map, Value, json};

use crate::schema::{
    sample::{heights::Heights, texts},
    shape::{Field, Shape, TypeSchema, VariantShape},
};

/// How deep such a value is nested, where the type leaves a choice.
const DEPTH_MAX: usize = 6;

/// Values that are made of one part of a type.
const VALUES_MAX: usize = 24;

/// The plainest value that the type has, then such that differ from it in one place each: 0, 1 and the largest number, texts that
/// are empty and that are not, each variant, lists without and with an item. The same at every call, and the type may refuse some.
pub fn edges(schema: &TypeSchema) -> Vec<Value> {
    Edges { schema, heights: Heights::of(schema) }.value(&schema.root, DEPTH_MAX)
}

struct Edges<'a> {
    schema: &'a TypeSchema,
    heights: Heights,
}

impl Edges<'_> {
    fn value(&self, shape: &Shape, depth: usize) -> Vec<Value> {
        if self.heights.shape(shape) == usize::MAX {
            return Vec::new();
        }
        if let Shape::Ref(_) = shape {
            return self.schema.resolve(shape).map_or_else(Vec::new, |shape| self.value(shape, depth));
        }
        let depth = depth.saturating_sub(1);
        let mut values = match shape {
            Shape::Option(inner) => [Value::Null].into_iter().chain(self.within(inner, depth)).collect(),
            Shape::List(item) | Shape::Set(item) => {
                [json!([])].into_iter().chain(self.within(item, depth).into_iter().map(|item| json!([item]))).collect()
            }
            Shape::Map(key, value) => self.map(key, value, depth),
            Shape::Tuple(items) => self.tuple(items, depth),
            Shape::Struct(fields) => self.structure(fields, depth),
            Shape::Enum(variants) => variants
                .iter()
                .filter(|variant| self.heights.variant(&variant.shape) <= depth.max(self.heights.shape(shape)))
                .flat_map(|variant| self.variant(&variant.name, &variant.shape, depth))
                .collect(),
            Shape::Text { format, binary } => match texts::text(format, &mut Rng::with_seed(0)) {
                Some(text) => vec![text.into()],
                None => self.value(binary, depth),
            },
            scalar => edges_of_scalar(scalar),
        };
        values.truncate(VALUES_MAX);
        values
    }

    /// The values of what may be left out: none where that would be too deep.
    fn within(&self, shape: &Shape, depth: usize) -> Vec<Value> {
        if self.heights.shape(shape) < depth { self.value(shape, depth) } else { Vec::new() }
    }

    fn map(&self, key: &Shape, value: &Shape, depth: usize) -> Vec<Value> {
        let key = self.within(key, depth).into_iter().find_map(|key| match key {
            Value::String(text) => Some(text),
            number @ (Value::Number(_) | Value::Bool(_)) => Some(number.to_string()),
            _ => None,
        });
        let entry = key.zip(self.within(value, depth).into_iter().next());
        [Map::new()].into_iter().chain(entry.map(|entry| Map::from_iter([entry]))).map(Value::Object).collect()
    }

    fn tuple(&self, items: &[Shape], depth: usize) -> Vec<Value> {
        let items: Vec<_> = items.iter().map(|item| self.value(item, depth)).collect();
        one_at_a_time(&items).into_iter().map(Value::Array).collect()
    }

    fn structure(&self, fields: &[Field], depth: usize) -> Vec<Value> {
        let values: Vec<_> = fields.iter().map(|field| self.value(&field.shape, depth)).collect();
        let names = fields.iter().map(|field| field.name.clone());
        one_at_a_time(&values).into_iter().map(|values| Value::Object(names.clone().zip(values).collect())).collect()
    }

    fn variant(&self, name: &str, shape: &VariantShape, depth: usize) -> Vec<Value> {
        let contents = match shape {
            VariantShape::Unit => return vec![name.into()],
            VariantShape::Newtype(inner) => self.value(inner, depth),
            VariantShape::Tuple(items) => self.tuple(items, depth),
            VariantShape::Struct(fields) => self.structure(fields, depth),
        };
        contents.into_iter().map(|content| Value::Object(Map::from_iter([(name.to_owned(), content)]))).collect()
    }
}

/// The first value of each part, then each other value of a part beside the first ones of the others.
fn one_at_a_time(parts: &[Vec<Value>]) -> Vec<Vec<Value>> {
    let Some(plain) = parts.iter().map(|part| part.first().cloned()).collect::<Option<Vec<_>>>() else {
        return Vec::new();
    };
    let others =
        parts.iter().enumerate().flat_map(|(place, part)| part.iter().skip(1).map(move |value| (place, value)));
    let changed = others.map(|(place, value)| {
        let mut values = plain.clone();
        values[place] = value.clone();
        values
    });
    [plain.clone()].into_iter().chain(changed).collect()
}

fn edges_of_scalar(shape: &Shape) -> Vec<Value> {
    match shape {
        Shape::Bool => vec![json!(false), json!(true)],
        Shape::U8 => vec![json!(0), json!(1), json!(u8::MAX)],
        Shape::U16 => vec![json!(0), json!(1), json!(u16::MAX)],
        Shape::U32 => vec![json!(0), json!(1), json!(u32::MAX)],
        // `Value` has no number beyond 64 bits.
        Shape::U64 | Shape::U128 => vec![json!(0), json!(1), json!(u64::MAX)],
        Shape::I8 => vec![json!(0), json!(1), json!(-1), json!(i8::MAX), json!(i8::MIN)],
        Shape::I16 => vec![json!(0), json!(1), json!(-1), json!(i16::MAX), json!(i16::MIN)],
        Shape::I32 => vec![json!(0), json!(1), json!(-1), json!(i32::MAX), json!(i32::MIN)],
        Shape::I64 | Shape::I128 => vec![json!(0), json!(1), json!(-1), json!(i64::MAX), json!(i64::MIN)],
        Shape::F32 | Shape::F64 => vec![json!(0.0), json!(1.0), json!(-1.5)],
        Shape::Char => vec![json!("a")],
        Shape::String => vec![json!(""), json!("a")],
        Shape::Bytes => vec![json!([]), json!([0])],
        Shape::Unit => vec![Value::Null],
        Shape::Any => vec![Value::Null, json!(0)],
        _ => Vec::new(),
    }
}
