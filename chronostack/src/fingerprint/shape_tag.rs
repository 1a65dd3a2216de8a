//! What tells one machine and the shape of its state from others.

use crate::{
    codec::Codec,
    fingerprint::lanes::Lanes,
    schema::{Field, Shape, TypeSchema, VariantShape},
};

/// 32 bits that tell machines and the shapes of their states apart. They are part of each fingerprint, for those of different machines or shapes
/// cannot be compared.
pub(super) fn shape_tag(machine: &str, schema: &TypeSchema, codec: Codec) -> u32 {
    let mut lanes = Lanes::new();
    lanes.bytes(machine.as_bytes());
    lanes.word((codec == Codec::Json).into());
    shape(&mut lanes, &schema.root);
    lanes.word(schema.types.len() as u64);
    for definition in &schema.types {
        shape(&mut lanes, &definition.shape);
    }
    (lanes.finish() >> 96) as u32
}

fn shape(lanes: &mut Lanes, part: &Shape) {
    lanes.word(kind(part));
    match part {
        Shape::Option(inner) | Shape::List(inner) | Shape::Set(inner) => shape(lanes, inner),
        Shape::Map(key, value) => {
            shape(lanes, key);
            shape(lanes, value);
        }
        Shape::Tuple(items) => tuple(lanes, items),
        Shape::Struct(list) => fields(lanes, list),
        Shape::Enum(variants) => {
            lanes.word(variants.len() as u64);
            for variant in variants {
                lanes.bytes(variant.name.as_bytes());
                match &variant.shape {
                    VariantShape::Unit => lanes.word(0),
                    VariantShape::Newtype(inner) => {
                        lanes.word(1);
                        shape(lanes, inner);
                    }
                    VariantShape::Tuple(items) => {
                        lanes.word(2);
                        tuple(lanes, items);
                    }
                    VariantShape::Struct(list) => {
                        lanes.word(3);
                        fields(lanes, list);
                    }
                }
            }
        }
        Shape::Text { format, binary } => {
            lanes.bytes(format.as_bytes());
            shape(lanes, binary);
        }
        Shape::Ref(index) => lanes.word((*index).into()),
        _ => {}
    }
}

fn tuple(lanes: &mut Lanes, items: &[Shape]) {
    lanes.word(items.len() as u64);
    for item in items {
        shape(lanes, item);
    }
}

fn fields(lanes: &mut Lanes, fields: &[Field]) {
    lanes.word(fields.len() as u64);
    for field in fields {
        lanes.bytes(field.name.as_bytes());
        shape(lanes, &field.shape);
    }
}

/// A number for each kind of shape, for ever.
fn kind(shape: &Shape) -> u64 {
    match shape {
        Shape::Bool => 1,
        Shape::U8 => 2,
        Shape::U16 => 3,
        Shape::U32 => 4,
        Shape::U64 => 5,
        Shape::U128 => 6,
        Shape::I8 => 7,
        Shape::I16 => 8,
        Shape::I32 => 9,
        Shape::I64 => 10,
        Shape::I128 => 11,
        Shape::F32 => 12,
        Shape::F64 => 13,
        Shape::Char => 14,
        Shape::String => 15,
        Shape::Bytes => 16,
        Shape::Unit => 17,
        Shape::Option(_) => 18,
        Shape::List(_) => 19,
        Shape::Set(_) => 20,
        Shape::Map(..) => 21,
        Shape::Tuple(_) => 22,
        Shape::Struct(_) => 23,
        Shape::Enum(_) => 24,
        Shape::Text { .. } => 25,
        Shape::Any => 26,
        Shape::Ref(_) => 27,
    }
}
