//! Sets in one order, so that the order in which a hash set happens to iterate makes no difference.

use serde_json::Value;

use crate::schema::{Field, Shape, TypeSchema, Variant, VariantShape};

/// Sorts the items of every set in `value`, a value of the type that `schema` describes: numbers by size, all else
/// by its JSON.
/// What does not look as the schema says is left as it is.
pub(super) fn sort_sets(value: &mut Value, schema: &TypeSchema) {
    sort(value, &schema.root, schema);
}

fn sort(value: &mut Value, shape: &Shape, schema: &TypeSchema) {
    let Some(shape) = content(shape, schema) else { return };
    match (value, shape) {
        (Value::Array(items), Shape::List(item)) => all(items, item, schema),
        (Value::Array(items), Shape::Set(item)) => {
            all(items.iter_mut(), item, schema);
            order(items);
        }
        (Value::Array(items), Shape::Tuple(shapes)) => tuple(items, shapes, schema),
        (Value::Object(members), Shape::Map(_, shape)) => all(members.values_mut(), shape, schema),
        (object @ Value::Object(_), Shape::Struct(fields)) => structure(object, fields, schema),
        (object @ Value::Object(_), Shape::Enum(variants)) => variant(object, variants, schema),
        _ => {}
    }
}

/// The shape that a value other than null has: references followed, options taken off. `None` where the schema leads
/// nowhere or in a circle.
fn content<'a>(shape: &'a Shape, schema: &'a TypeSchema) -> Option<&'a Shape> {
    const OPTIONS_MAX: usize = 16;
    let mut shape = schema.resolve(shape)?;
    for _ in 0..OPTIONS_MAX {
        match shape {
            Shape::Option(inner) => shape = schema.resolve(inner)?,
            other => return Some(other),
        }
    }
    None
}

fn all<'v>(values: impl IntoIterator<Item = &'v mut Value>, shape: &Shape, schema: &TypeSchema) {
    for value in values {
        sort(value, shape, schema);
    }
}

fn order(items: &mut [Value]) {
    items.sort_by_cached_key(|item| (item.as_f64().map_or(0, rank), item.to_string()));
}

/// An integer that orders as the float does (IEEE 754 `totalOrder`, as in [`f64::total_cmp`]).
fn rank(float: f64) -> i64 {
    let bits = float.to_bits().cast_signed();
    bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed()
}

fn tuple(items: &mut [Value], shapes: &[Shape], schema: &TypeSchema) {
    items.iter_mut().zip(shapes).for_each(|(value, shape)| sort(value, shape, schema));
}

fn structure(object: &mut Value, fields: &[Field], schema: &TypeSchema) {
    for field in fields {
        if let Some(value) = object.get_mut(&field.name) {
            sort(value, &field.shape, schema);
        }
    }
}

fn variant(object: &mut Value, variants: &[Variant], schema: &TypeSchema) {
    for variant in variants {
        let Some(value) = object.get_mut(&variant.name) else { continue };
        match (&variant.shape, value) {
            (VariantShape::Newtype(shape), value) => sort(value, shape, schema),
            (VariantShape::Tuple(shapes), Value::Array(items)) => tuple(items, shapes, schema),
            (VariantShape::Struct(fields), value) => structure(value, fields, schema),
            (VariantShape::Unit | VariantShape::Tuple(_), _) => {}
        }
    }
}
