//! Random texts, in the formats of [`Shape::Text`](crate::schema::Shape::Text) too.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};

use fastrand::Rng;
use jiff::{
    SignedDuration, Timestamp, civil,
    tz::{self, TimeZone},
};
use serde_json::json;

use crate::schema::text;

/// Any text: short ones, and such that need care.
pub(super) fn any(rng: &mut Rng) -> String {
    const TEXTS: [&str; 10] = ["", "a", "b", "ann", "order-1", "two words", "\"\\/\n\0", "é", "😀", "null"];
    match rng.u8(..4) {
        0 => (0..rng.usize(..12)).map(|_| rng.char(..)).collect(),
        1 => (0..rng.usize(..6)).map(|_| rng.lowercase()).collect(),
        _ => rng.choice(TEXTS).unwrap_or_default().to_owned(),
    }
}

/// A text in `format`; `None` for a format that is not known here.
pub(super) fn text(format: &str, rng: &mut Rng) -> Option<String> {
    Some(match format {
        text::PATH => format!("{}/{}", rng.lowercase(), rng.lowercase()),
        text::IPV4 => ipv4(rng).to_string(),
        text::IPV6 => ipv6(rng).to_string(),
        text::IP => if rng.bool() { IpAddr::V4(ipv4(rng)) } else { IpAddr::V6(ipv6(rng)) }.to_string(),
        text::SOCKET_V4 => SocketAddrV4::new(ipv4(rng), rng.u16(..)).to_string(),
        text::SOCKET_V6 => SocketAddrV6::new(ipv6(rng), rng.u16(..), 0, 0).to_string(),
        text::SOCKET => {
            let ip = if rng.bool() { IpAddr::V4(ipv4(rng)) } else { IpAddr::V6(ipv6(rng)) };
            SocketAddr::new(ip, rng.u16(..)).to_string()
        }
        text::LOG_ID => format!("{:032x}", rng.u128(..)),
        text::EVENT_ID => format!("{:032x}-{}", rng.u128(..), rng.u64(1..)),
        text::STREAM_NAME => format!("{}/{}", rng.lowercase(), rng.u8(..)),
        text::UUID => return text::render(format, &json!(rng.u128(..).to_be_bytes())),
        "timestamp" | "chrono-timestamp" => timestamp(rng).to_string(),
        "zoned" => {
            // An offset instead of a name, which would need a database of time zones to be read.
            let zone = TimeZone::fixed(tz::offset(rng.i8(-12..=12)));
            timestamp(rng).to_zoned(zone).to_string()
        }
        "span" => format!("P{}Y{}DT{}S", rng.u8(..), rng.u8(..), rng.u8(..)),
        "duration" => SignedDuration::new(rng.i32(..).into(), rng.i32(0..1_000_000_000)).to_string(),
        "date" | "chrono-date" => datetime(rng).date().to_string(),
        "time" | "chrono-time" => datetime(rng).time().to_string(),
        "datetime" | "chrono-datetime" => datetime(rng).to_string(),
        "week-date" => datetime(rng).date().iso_week_date().to_string(),
        "chrono-month" => datetime(rng).strftime("%B").to_string(),
        "chrono-weekday" => datetime(rng).strftime("%a").to_string(),
        text::TIME_DATE => return text::render(format, &json!([year(rng), day(rng)])),
        text::TIME_TIME => return text::render(format, &json!([hour(rng), sixty(rng), sixty(rng), nanos(rng)])),
        text::TIME_DATE_TIME => {
            let parts = json!([year(rng), day(rng), hour(rng), sixty(rng), sixty(rng), nanos(rng)]);
            return text::render(format, &parts);
        }
        text::TIME_OFFSET_DATE_TIME => {
            // Away from the first and the last day, which an offset could lead past.
            let date = json!([rng.i16(-9000..9000), day(rng), hour(rng), sixty(rng), sixty(rng), nanos(rng)]);
            let [h, m, s] = offset(rng);
            let date = text::render(text::TIME_DATE_TIME, &date)?;
            format!("{date} {}", text::render(text::TIME_OFFSET, &json!([h, m, s]))?)
        }
        text::TIME_OFFSET => return text::render(format, &json!(offset(rng))),
        text::TIME_DURATION => {
            let sign = if rng.bool() { 1 } else { -1 };
            return text::render(format, &json!([rng.i64(0..1 << 40) * i64::from(sign), nanos(rng) * sign]));
        }
        text::TIME_MONTH => return text::render(format, &json!(rng.u8(1..=12))),
        text::TIME_WEEKDAY => return text::render(format, &json!(rng.u8(1..=7))),
        _ => return None,
    })
}

fn ipv4(rng: &mut Rng) -> Ipv4Addr {
    Ipv4Addr::from(rng.u32(..))
}

fn ipv6(rng: &mut Rng) -> Ipv6Addr {
    Ipv6Addr::from(if rng.bool() { rng.u128(..) } else { rng.u128(..) & 0xffff })
}

/// Years 1 to 9999: every crate for dates has those.
fn datetime(rng: &mut Rng) -> civil::DateTime {
    let nanos = rng.choice([0, 500_000_000, 1, 999_999_999]).unwrap_or_default();
    let day = rng.i8(1..=28);
    civil::datetime(rng.i16(1..=9998), rng.i8(1..=12), day, rng.i8(0..24), rng.i8(0..60), 0, nanos)
}

fn timestamp(rng: &mut Rng) -> Timestamp {
    datetime(rng).to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp()).unwrap_or_default()
}

fn year(rng: &mut Rng) -> i16 {
    rng.i16(-9999..=9999)
}

fn day(rng: &mut Rng) -> u16 {
    rng.u16(1..=365)
}

fn hour(rng: &mut Rng) -> u8 {
    rng.u8(..24)
}

fn sixty(rng: &mut Rng) -> u8 {
    rng.u8(..60)
}

fn nanos(rng: &mut Rng) -> i32 {
    rng.choice([0, 5, 120_000_000, 999_999_999]).unwrap_or_default()
}

fn offset(rng: &mut Rng) -> [i8; 3] {
    let sign = if rng.bool() { 1 } else { -1 };
    [rng.i8(0..=23) * sign, rng.i8(0..60) * sign, rng.i8(0..60) * sign]
}
