//! Wire shapes: what the bytes of a payload or a snapshot mean, without the Rust type.

mod dynamic;
mod error;
mod foreign;
mod ids;
mod shape;
mod standard;
mod text;
mod wire;

pub use dynamic::{to_json, to_json_text};
pub use error::DynamicError;
pub use shape::{Definition, Field, Schema, Shape, Shapes, TypeSchema, Variant, VariantShape};
