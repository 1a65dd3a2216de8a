//! The formats of [`Shape::Text`]: types that are a text in JSON, whatever a binary codec writes for them.

use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};

use jiff::civil;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{
    id::{EventId, LogId},
    schema::shape::Shape,
};

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

/// The text of a value in `format`, given what its binary form is in JSON. `None` where there is none.
pub(crate) fn render(format: &str, binary: &Value) -> Option<String> {
    match format {
        IPV4 => Some(Ipv4Addr::from(parts::<[u8; 4]>(binary)?).to_string()),
        IPV6 => Some(Ipv6Addr::from(parts::<[u8; 16]>(binary)?).to_string()),
        SOCKET_V4 => {
            let (ip, port) = parts::<(Ipv4Addr, u16)>(binary)?;
            Some(SocketAddrV4::new(ip, port).to_string())
        }
        SOCKET_V6 => {
            let (ip, port) = parts::<(Ipv6Addr, u16)>(binary)?;
            Some(SocketAddrV6::new(ip, port, 0, 0).to_string())
        }
        // An enum whose variants are texts by now.
        IP | SOCKET => binary.as_object()?.values().next()?.as_str().map(str::to_owned),
        LOG_ID => {
            let number = binary.as_u64().map(u128::from).or_else(|| binary.as_str()?.parse().ok())?;
            Some(LogId(number).to_string())
        }
        EVENT_ID => {
            let (log, position) = parts(binary)?;
            Some(EventId { log, position }.to_string())
        }
        UUID => {
            let hex = format!("{:032x}", u128::from_be_bytes(parts(binary)?));
            Some([&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-"))
        }
        TIME_DATE => time::date(parts(binary)?),
        TIME_TIME => Some(time::time(parts(binary)?)),
        TIME_DATE_TIME => {
            let (year, day, hour, minute, second, nanos) = parts(binary)?;
            Some(format!("{} {}", time::date((year, day))?, time::time((hour, minute, second, nanos))))
        }
        TIME_OFFSET_DATE_TIME => {
            let (year, day, hour, minute, second, nanos, h, m, s) = parts(binary)?;
            let (date, time) = (time::date((year, day))?, time::time((hour, minute, second, nanos)));
            Some(format!("{date} {time} {}", time::offset((h, m, s))))
        }
        TIME_OFFSET => Some(time::offset(parts(binary)?)),
        TIME_DURATION => Some(time::duration(parts(binary)?)),
        TIME_MONTH => {
            Some(civil::date(2000, 1, 1).with().month(parts(binary)?).build().ok()?.strftime("%B").to_string())
        }
        TIME_WEEKDAY => {
            let weekday = civil::Weekday::from_monday_one_offset(parts(binary)?).ok()?;
            Some(civil::ISOWeekDate::new(2000, 1, weekday).ok()?.date().strftime("%A").to_string())
        }
        // All others are texts in every codec.
        _ => binary.as_str().map(str::to_owned),
    }
}

/// The way back of [`render`]: the JSON of the binary form of `text`. `None` where it is no such text.
pub(crate) fn parse(format: &str, text: &str) -> Option<String> {
    let json = match format {
        IPV4 => json!(text.parse::<Ipv4Addr>().ok()?.octets()),
        IPV6 => json!(text.parse::<Ipv6Addr>().ok()?.octets()),
        SOCKET_V4 => {
            let socket: SocketAddrV4 = text.parse().ok()?;
            json!([socket.ip(), socket.port()])
        }
        SOCKET_V6 => {
            let socket: SocketAddrV6 = text.parse().ok()?;
            json!([socket.ip(), socket.port()])
        }
        // Of those with a port, the longer ones alone are in brackets.
        IP | SOCKET if text.parse::<Ipv6Addr>().is_ok() || text.starts_with('[') => json!({ "V6": text }),
        IP | SOCKET => json!({ "V4": text }),
        // A `Value` has no room for 128 bits.
        LOG_ID => return Some(text.parse::<LogId>().ok()?.0.to_string()),
        EVENT_ID => {
            let id: EventId = text.parse().ok()?;
            json!([id.log, id.position])
        }
        UUID => {
            let hex: String = text.chars().filter(|char| *char != '-').collect();
            let whole = hex.len() == 32 && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
            json!(u128::from_str_radix(&hex, 16).ok().filter(|_| whole)?.to_be_bytes())
        }
        TIME_DATE => json!(time::parse_date(text)?),
        TIME_TIME => json!(time::parse_time(text)?),
        TIME_DATE_TIME => {
            let (date, time) = text.split_once(' ')?;
            let ((year, day), (hour, minute, second, nanos)) = (time::parse_date(date)?, time::parse_time(time)?);
            json!([year, day, hour, minute, second, nanos])
        }
        TIME_OFFSET_DATE_TIME => {
            let (rest, offset) = text.rsplit_once(' ')?;
            let (date, time) = rest.split_once(' ')?;
            let ((year, day), (hour, minute, second, nanos)) = (time::parse_date(date)?, time::parse_time(time)?);
            let (h, m, s) = time::parse_offset(offset)?;
            json!([year, day, hour, minute, second, nanos, h, m, s])
        }
        TIME_OFFSET => json!(time::parse_offset(text)?),
        TIME_DURATION => json!(time::parse_duration(text)?),
        TIME_MONTH => json!((1..=12).find(|month| render(format, &json!(month)).as_deref() == Some(text))?),
        TIME_WEEKDAY => json!((1..=7).find(|day| render(format, &json!(day)).as_deref() == Some(text))?),
        _ => json!(text),
    };
    Some(json.to_string())
}

fn parts<T: DeserializeOwned>(binary: &Value) -> Option<T> {
    T::deserialize(binary).ok()
}

/// The texts of the `time` crate, which need not be there to read what it wrote.
mod time {
    use jiff::civil;

    pub(super) fn date((year, day): (i16, i16)) -> Option<String> {
        let date = civil::Date::new(year, 1, 1).ok()?.with().day_of_year(day).build().ok()?;
        let sign = if year < 0 { "-" } else { "" };
        Some(format!("{sign}{:04}-{:02}-{:02}", year.unsigned_abs(), date.month(), date.day()))
    }

    pub(super) fn time((hour, minute, second, nanos): (u8, u8, u8, u32)) -> String {
        let fraction = format!("{nanos:09}");
        let fraction = match fraction.trim_end_matches('0') {
            "" => "0",
            digits => digits,
        };
        format!("{hour:02}:{minute:02}:{second:02}.{fraction}")
    }

    pub(super) fn offset((hours, minutes, seconds): (i8, i8, i8)) -> String {
        let sign = if hours < 0 || minutes < 0 || seconds < 0 { '-' } else { '+' };
        format!("{sign}{:02}:{:02}:{:02}", hours.unsigned_abs(), minutes.unsigned_abs(), seconds.unsigned_abs())
    }

    pub(super) fn duration((seconds, nanos): (i64, i32)) -> String {
        let sign = if seconds < 0 || nanos < 0 { "-" } else { "" };
        format!("{sign}{}.{:09}", seconds.unsigned_abs(), nanos.unsigned_abs())
    }

    pub(super) fn parse_date(text: &str) -> Option<(i16, i16)> {
        let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let mut parts = rest.splitn(3, '-');
        let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
        let year = sign * year.parse::<i16>().ok()?;
        Some((year, civil::Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()?.day_of_year()))
    }

    pub(super) fn parse_time(text: &str) -> Option<(u8, u8, u8, u32)> {
        let (clock, fraction) = text.split_once('.').unwrap_or((text, "0"));
        let mut parts = clock.splitn(3, ':').map(str::parse);
        let (hour, minute, second) = (parts.next()?.ok()?, parts.next()?.ok()?, parts.next()?.ok()?);
        Some((hour, minute, second, nanos(fraction)?))
    }

    pub(super) fn parse_offset(text: &str) -> Option<(i8, i8, i8)> {
        let sign = if text.starts_with('-') { -1 } else { 1 };
        let mut parts = text.get(1..)?.splitn(3, ':').map(str::parse::<i8>);
        let mut part = || Some(sign * parts.next()?.ok()?);
        Some((part()?, part()?, part()?))
    }

    pub(super) fn parse_duration(text: &str) -> Option<(i64, i32)> {
        let (sign, rest) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
        let (seconds, fraction) = rest.split_once('.')?;
        // Of the least number of seconds there is no positive.
        let seconds = if sign < 0 { format!("-{seconds}").parse().ok()? } else { seconds.parse().ok()? };
        Some((seconds, sign * i32::try_from(nanos(fraction)?).ok()?))
    }

    /// The digits behind the point, as nanoseconds.
    fn nanos(fraction: &str) -> Option<u32> {
        format!("{fraction:0<9}").parse().ok().filter(|_| fraction.len() <= 9)
    }
}
