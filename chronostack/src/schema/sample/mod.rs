//! Values of a type, made from its schema, as JSON: random ones, and those at its edges.

mod edges;
mod encode;
mod heights;
mod texts;
mod values;

pub use edges::edges;
pub use encode::encode;
pub use values::sample;
