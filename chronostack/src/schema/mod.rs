//! Wire shapes: what the bytes of a payload or a snapshot mean, without the Rust type.

mod foreign;
mod ids;
mod shape;
mod standard;
mod text;

pub use shape::{Definition, Field, Schema, Shape, Shapes, TypeSchema, Variant, VariantShape};
