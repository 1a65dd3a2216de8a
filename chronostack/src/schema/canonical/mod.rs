//! One encoding for equal values: map entries and set items stand in the order of their encoded bytes.

mod bytes;
mod json;
mod order;
mod postcard;

pub use bytes::canonical;
