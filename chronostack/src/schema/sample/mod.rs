//! Random values of a type, made from its schema, as JSON.

mod heights;
mod texts;
mod values;

pub use values::sample;
