//! Shapes of this crate's own names.

use crate::{
    id::{EventId, LogId, StreamName},
    schema::{
        shape::{Schema, Shape, Shapes},
        text,
    },
};

impl Schema for LogId {
    fn shape(_: &mut Shapes) -> Shape {
        text::shape(text::LOG_ID, Shape::U128)
    }
}

impl Schema for EventId {
    fn shape(shapes: &mut Shapes) -> Shape {
        text::shape(text::EVENT_ID, Shape::Tuple(vec![LogId::shape(shapes), Shape::U64]))
    }
}

impl Schema for StreamName {
    fn shape(_: &mut Shapes) -> Shape {
        text::string(text::STREAM_NAME)
    }
}
