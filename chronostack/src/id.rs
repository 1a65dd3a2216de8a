//! The names of things: logs, streams, events.

use std::{fmt, str::FromStr, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A log's identity: 128 random bits, given when the log is made. Reads as 32 hexadecimal digits, in JSON too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogId(pub u128);

impl LogId {
    /// A new identity from the operating system's randomness.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(Self(u128::from_le_bytes(bytes)))
    }
}

impl fmt::Display for LogId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for LogId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let digits = text.len() == 32 && text.bytes().all(|b| b.is_ascii_hexdigit());
        match u128::from_str_radix(text, 16) {
            Ok(id) if digits => Ok(Self(id)),
            _ => Err(ParseIdError { text: text.to_owned(), expected: "32 hexadecimal digits" }),
        }
    }
}

/// An event's identity, stable and unique for ever: the log that first recorded it and its position
/// there. Reads as `4f1c…0a-17`, in JSON too. Export and import keep it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId {
    /// The log that first recorded the event.
    pub log: LogId,
    /// The event's position in that log, from 1.
    pub position: u64,
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.log, self.position)
    }
}

impl FromStr for EventId {
    type Err = ParseIdError;

    fn from_str(text: &str) -> Result<Self, ParseIdError> {
        let parse = || {
            let (log, position) = text.split_once('-')?;
            Some(Self { log: log.parse().ok()?, position: position.parse().ok()? })
        };
        parse().ok_or_else(|| ParseIdError {
            text: text.to_owned(),
            expected: "a log's 32 hexadecimal digits, `-`, and a position",
        })
    }
}

// JSON numbers of 128 bits are beyond what most readers of JSON hold, so ids are texts there.

impl Serialize for LogId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { self.0.serialize(serializer) }
    }
}

impl<'de> Deserialize<'de> for LogId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            u128::deserialize(deserializer).map(Self)
        }
    }
}

impl Serialize for EventId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            (self.log, self.position).serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for EventId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
        } else {
            Deserialize::deserialize(deserializer).map(|(log, position)| Self { log, position })
        }
    }
}

/// A text that is no id.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no id: expected {expected}")]
pub struct ParseIdError {
    text: String,
    expected: &'static str,
}

/// A stream's full name: the reducer's `STREAM`, a slash, and the id, as in `order/order-1`.
/// Cheap to clone.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct StreamName(Arc<str>);

impl StreamName {
    /// The name of stream `id` of the kind `kind`.
    ///
    /// # Errors
    /// When either part is empty, the kind holds a slash, or either holds a control character.
    pub fn new(kind: &str, id: &str) -> Result<Self, InvalidStreamName> {
        format!("{kind}/{id}").parse()
    }

    /// A name that was checked before.
    pub(crate) fn of_a_log(name: &str) -> Self {
        Self(name.into())
    }

    /// What stands before the first slash: the reducer's `STREAM`.
    pub fn kind(&self) -> &str {
        self.0.split_once('/').map_or("", |(kind, _)| kind)
    }

    /// What stands behind the first slash.
    pub fn id(&self) -> &str {
        self.0.split_once('/').map_or("", |(_, id)| id)
    }

    /// The whole name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for StreamName {
    type Err = InvalidStreamName;

    fn from_str(name: &str) -> Result<Self, InvalidStreamName> {
        let invalid = |reason| InvalidStreamName { name: name.to_owned(), reason };
        match name.split_once('/') {
            None => Err(invalid("it has no slash between kind and id")),
            Some(("", _)) => Err(invalid("its kind, before the slash, is empty")),
            Some((_, "")) => Err(invalid("its id, behind the slash, is empty")),
            Some(_) if name.chars().any(char::is_control) => Err(invalid("it holds a control character")),
            Some(_) => Ok(Self(name.into())),
        }
    }
}

impl TryFrom<String> for StreamName {
    type Error = InvalidStreamName;

    fn try_from(name: String) -> Result<Self, InvalidStreamName> {
        name.parse()
    }
}

impl From<StreamName> for String {
    fn from(name: StreamName) -> Self {
        name.0.as_ref().to_owned()
    }
}

impl fmt::Display for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for StreamName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

/// A text that cannot name a stream.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} cannot name a stream: {reason}")]
pub struct InvalidStreamName {
    /// The text.
    pub name: String,
    /// What is wrong with it.
    pub reason: &'static str,
}
