//! Whether a payload is what its schema says, without making anything of it.

mod json;
mod payload;
mod postcard;

pub use payload::check;
