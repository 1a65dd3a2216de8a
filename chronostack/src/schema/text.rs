//! The formats of [`Shape::Text`]: types that are a text in JSON, whatever a binary codec writes for them.

use crate::schema::shape::Shape;

/// Declares the formats whose text a tool must be able to write from the binary form.
macro_rules! formats {
    ($($name:ident = $format:literal;)+) => {
        $(pub(crate) const $name: &str = $format;)+
    };
}

formats! {
    PATH = "path";
    IPV4 = "ipv4";
    IPV6 = "ipv6";
    IP = "ip";
    SOCKET_V4 = "socket-v4";
    SOCKET_V6 = "socket-v6";
    SOCKET = "socket";
    LOG_ID = "log-id";
    EVENT_ID = "event-id";
    STREAM_NAME = "stream-name";
    UUID = "uuid";
    TIME_DATE = "time-date";
    TIME_TIME = "time-time";
    TIME_DATE_TIME = "time-datetime";
    TIME_OFFSET_DATE_TIME = "time-offset-datetime";
    TIME_OFFSET = "time-offset";
    TIME_DURATION = "time-duration";
    TIME_MONTH = "time-month";
    TIME_WEEKDAY = "time-weekday";
}

/// The shape of a type that is a text in JSON and `binary` in a binary codec.
pub(crate) fn shape(format: &str, binary: Shape) -> Shape {
    Shape::Text { format: format.to_owned(), binary: Box::new(binary) }
}

/// The shape of a type that is a text in every codec.
pub(crate) fn string(format: &str) -> Shape {
    shape(format, Shape::String)
}
