//! Wire shapes: what the bytes of a payload or a snapshot mean, without the Rust type.

mod canonical;
mod carried;
mod check;
mod compare;
mod dynamic;
mod error;
mod foreign;
mod from_json;
mod ids;
mod marks;
mod nesting;
#[cfg(feature = "testing")]
pub(crate) mod notation;
#[cfg(feature = "testing")]
mod sample;
mod sensitive;
mod shape;
mod standard;
#[cfg(test)]
mod tests;
mod text;
mod wire;

pub use canonical::canonical;
pub use carried::{Carried, CarriedOtherwise, check_carried};
pub use check::check;
pub use compare::{Change, Difference, Part, differences};
pub use dynamic::{to_json, to_json_text};
pub use error::DynamicError;
pub use from_json::from_json_text;
pub use marks::{Marks, MarksOtherwise};
#[cfg(feature = "testing")]
pub use sample::{edges, encode, sample};
pub use sensitive::{Places, Secret, Sensitive};
pub use shape::{Definition, Field, Schema, Shape, Shapes, TypeSchema, Variant, VariantShape};
