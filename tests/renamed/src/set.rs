//! A set with variants of every kind.

use cs::{Event, Schema};
use serde::{Deserialize, Serialize};

/// A point.
#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Point<T> {
    /// To the right.
    pub to_right: T,
    /// Upwards.
    #[serde(default)]
    pub upwards: T,
}

/// Something was moved.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Moved(pub Point<i32>);

/// What happens on a canvas.
#[derive(Event, Clone, Debug, PartialEq)]
pub enum CanvasEvent {
    /// Something was moved.
    Moved(Moved),
    /// A text was written.
    TextWritten {
        /// Where.
        at: Point<i32>,
        /// What.
        #[serde(rename = "content")]
        text: String,
    },
    /// Something was scaled, by this much and that.
    Scaled(f64, f64, #[serde(skip)] bool),
    /// Everything was deleted.
    Cleared,
    /// A title was given.
    #[event(inline, name = "canvas.named", version = 2, upcast(NamedV1))]
    Named(String),
}

/// [`CanvasEvent::Named`] when only a number was given.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "canvas.named")]
pub struct NamedV1(u32);

impl From<NamedV1> for CanvasEvent {
    fn from(NamedV1(number): NamedV1) -> Self {
        Self::Named(format!("canvas {number}"))
    }
}
