//! The W3C `traceparent`.

use std::{fmt, io, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// A W3C [`traceparent`](https://www.w3.org/TR/trace-context-2/#traceparent-header): which trace a request belongs to, and which operation of it made
/// the request. Reads as `00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01`, in JSON too.
///
/// A header of a later version is read as far as this version, 00, goes, and written as this version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceParent {
    trace_id: u128,
    parent_id: u64,
    flags: u8,
}

/// The caller may have recorded the trace.
const SAMPLED: u8 = 1;
/// The trace's id is random, its right-most 7 bytes at the least.
const RANDOM: u8 = 1 << 1;
/// Version 00, and every later one up to where it adds to that.
const TEXT_BYTES: usize = 55;

impl TraceParent {
    /// Starts a trace of its own, from the operating system's randomness. It is not sampled: that is for a tracing system to decide.
    ///
    /// Its parent id, which the W3C demands, is the end of the trace's own id: so it [names no operation](Self::starts_trace) wherever it is read.
    pub fn random() -> io::Result<Self> {
        let trace_id = u128::from_be_bytes(random()?);
        Ok(Self { trace_id, parent_id: no_operation(trace_id), flags: RANDOM })
    }

    /// The next operation of the same trace, for a request of one's own.
    pub fn child(self) -> io::Result<Self> {
        Ok(Self { parent_id: random_id()?, ..self })
    }

    /// The trace that it belongs to.
    pub fn trace_id(self) -> u128 {
        self.trace_id
    }

    /// The operation that made the request.
    pub fn parent_id(self) -> u64 {
        self.parent_id
    }

    /// Whether the trace was started by [`random`](Self::random) and its parent id names no operation: what is recorded with it comes first in its trace.
    pub fn starts_trace(self) -> bool {
        self.parent_id == no_operation(self.trace_id)
    }

    /// Whether the caller may have recorded the trace.
    pub fn sampled(self) -> bool {
        self.flags & SAMPLED != 0
    }
}

/// The parent id that stands for none in a trace: the end of the trace's id.
#[expect(clippy::cast_possible_truncation, reason = "it is the end that is asked for")]
fn no_operation(trace_id: u128) -> u64 {
    // All zeros would be no id.
    (trace_id as u64).max(1)
}

fn random<const N: usize>() -> io::Result<[u8; N]> {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    // All zeros are no id. Random bytes are that about as often as the machine that made them burns down.
    if bytes == [0; N] { random() } else { Ok(bytes) }
}

fn random_id() -> io::Result<u64> {
    random().map(u64::from_be_bytes)
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "00-{:032x}-{:016x}-{:02x}", self.trace_id, self.parent_id, self.flags)
    }
}

impl FromStr for TraceParent {
    type Err = InvalidTraceParent;

    fn from_str(text: &str) -> Result<Self, InvalidTraceParent> {
        let invalid = |reason| InvalidTraceParent { text: text.chars().take(2 * TEXT_BYTES).collect(), reason };
        let header = text.trim_matches([' ', '\t']);
        // What may stand in it is ASCII; of anything else the places below would lie within a character.
        let field = |from: usize, to: usize| header.get(from..to).unwrap_or_default();
        let dash = |at: usize| field(at, at + 1) == "-";
        let version = hexadecimal(field(0, 2)).filter(|_| dash(2));
        let version =
            version.ok_or_else(|| invalid("it starts with no version: two lowercase hexadecimal digits and a dash"))?;
        match (version, header.len()) {
            (0xff, _) => return Err(invalid("there is no version ff")),
            (0, TEXT_BYTES) => {}
            (0, _) => return Err(invalid("version 00 has 55 characters")),
            (_, TEXT_BYTES) => {}
            _ if dash(TEXT_BYTES) => {}
            _ => return Err(invalid("a later version has 55 characters, and a dash before any more")),
        }
        if !dash(35) || !dash(52) {
            return Err(invalid("its parts are not where this version has them"));
        }
        let id = |text, what| hexadecimal(text).filter(|id| *id != 0).ok_or_else(|| invalid(what));
        let trace_id = id(field(3, 35), "its trace id is not 32 lowercase hexadecimal digits, not all of them zero")?;
        let parent_id =
            id(field(36, 52), "its parent id is not 16 lowercase hexadecimal digits, not all of them zero")?;
        let flags =
            hexadecimal(field(53, 55)).ok_or_else(|| invalid("its flags are not two lowercase hexadecimal digits"))?;
        let known = if version == 0 { SAMPLED | RANDOM } else { SAMPLED };
        let (parent_id, flags) = (u64::try_from(parent_id), u8::try_from(flags));
        match (parent_id, flags) {
            (Ok(parent_id), Ok(flags)) => Ok(Self { trace_id, parent_id, flags: flags & known }),
            _ => Err(invalid("its parts are too long")),
        }
    }
}

/// `from_str_radix` alone takes a sign and capital letters.
fn hexadecimal(text: &str) -> Option<u128> {
    let lowercase = text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    u128::from_str_radix(text, 16).ok().filter(|_| lowercase)
}

impl Serialize for TraceParent {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for TraceParent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(D::Error::custom)
    }
}

/// A text that is no `traceparent`. Its trace is started anew, and its `tracestate` not looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is no traceparent: {reason}")]
pub struct InvalidTraceParent {
    /// The text, or how it starts.
    pub text: String,
    /// What is wrong with it.
    pub reason: &'static str,
}
