//! Shapes of other crates' types, as their serde impls write them.

use crate::schema::{
    shape::{Schema, Shape, Shapes},
    text,
};

/// Types whose shape does not depend on other types.
macro_rules! plain {
    ($($type:ty => $shape:expr;)+) => {
        $(
            impl Schema for $type {
                fn shape(_: &mut Shapes) -> Shape {
                    $shape
                }
            }
        )+
    };
}

// jiff writes texts in binary codecs too.
plain! {
    jiff::Timestamp => text::string("timestamp");
    jiff::Zoned => text::string("zoned");
    jiff::Span => text::string("span");
    jiff::SignedDuration => text::string("duration");
    jiff::civil::Date => text::string("date");
    jiff::civil::Time => text::string("time");
    jiff::civil::DateTime => text::string("datetime");
    jiff::civil::ISOWeekDate => text::string("week-date");
}

// Reading these asks the codec what comes next, which a binary one cannot tell.
impl Schema for serde_json::Value {
    const BINARY: bool = false;

    fn shape(_: &mut Shapes) -> Shape {
        Shape::Any
    }
}

impl Schema for serde_json::Map<String, serde_json::Value> {
    const BINARY: bool = false;

    fn shape(_: &mut Shapes) -> Shape {
        Shape::Map(Box::new(Shape::String), Box::new(Shape::Any))
    }
}

#[cfg(feature = "uuid")]
mod uuid {
    use uuid::{NonNilUuid, Uuid};

    use super::{Schema, Shape, Shapes, text};

    plain! {
        Uuid => text::shape(text::UUID, Shape::Bytes);
        NonNilUuid => text::shape(text::UUID, Shape::Bytes);
    }
}

#[cfg(feature = "chrono")]
mod chrono {
    use chrono::{DateTime, Month, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, TimeZone, Weekday};

    use super::{Schema, Shape, Shapes, text};

    // chrono writes texts in binary codecs too.
    plain! {
        NaiveDate => text::string("chrono-date");
        NaiveTime => text::string("chrono-time");
        NaiveDateTime => text::string("chrono-datetime");
        Month => text::string("chrono-month");
        Weekday => text::string("chrono-weekday");
        TimeDelta => Shape::Tuple(vec![Shape::I64, Shape::I32]);
    }

    impl<Z: TimeZone + 'static> Schema for DateTime<Z> {
        fn shape(_: &mut Shapes) -> Shape {
            text::string("chrono-timestamp")
        }
    }
}

#[cfg(feature = "time")]
mod time {
    use time::{Date, Duration, Month, OffsetDateTime, PrimitiveDateTime, Time, UtcDateTime, UtcOffset, Weekday};

    use super::{Schema, Shape, Shapes, text};

    /// Year and day of the year.
    const DATE: [Shape; 2] = [Shape::I32, Shape::U16];
    /// Hour, minute, second, nanosecond.
    const TIME: [Shape; 4] = [Shape::U8, Shape::U8, Shape::U8, Shape::U32];
    /// Hours, minutes, seconds.
    const OFFSET: [Shape; 3] = [Shape::I8, Shape::I8, Shape::I8];

    fn tuple(format: &str, parts: &[&[Shape]]) -> Shape {
        text::shape(format, Shape::Tuple(parts.concat()))
    }

    plain! {
        Date => tuple(text::TIME_DATE, &[&DATE]);
        Time => tuple(text::TIME_TIME, &[&TIME]);
        PrimitiveDateTime => tuple(text::TIME_DATE_TIME, &[&DATE, &TIME]);
        UtcDateTime => tuple(text::TIME_DATE_TIME, &[&DATE, &TIME]);
        OffsetDateTime => tuple(text::TIME_OFFSET_DATE_TIME, &[&DATE, &TIME, &OFFSET]);
        UtcOffset => tuple(text::TIME_OFFSET, &[&OFFSET]);
        Duration => tuple(text::TIME_DURATION, &[&[Shape::I64, Shape::I32]]);
        Month => text::shape(text::TIME_MONTH, Shape::U8);
        Weekday => text::shape(text::TIME_WEEKDAY, Shape::U8);
    }
}
