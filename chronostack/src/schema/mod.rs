//! Wire shapes: what the bytes of a payload or a snapshot mean, without the Rust type.

mod shape;
mod standard;

pub use shape::{Definition, Field, Schema, Shape, Shapes, TypeSchema, Variant, VariantShape};
