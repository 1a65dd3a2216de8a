//! Every bound, in one place: passing one is a named error. Those of [`Limits`] can be set; the constants belong to a format.

use std::fmt;

/// The bounds that a [`ChronoStack`](crate::ChronoStack) keeps. Set them with
/// `Builder::limits`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of one event's encoded payload. Default: 1 MiB.
    pub payload_bytes_max: usize,
    /// Events in one commit. Default: 10,000.
    pub commit_events_max: usize,
    /// Causes that one event names. Default: 64.
    pub event_causes_max: usize,
    /// Bytes of one stream's name, reducer and slash included. Default: 512.
    pub stream_name_bytes_max: usize,
    /// Bytes of one idempotency key, actor, service, lane or trace parent. Default: 256.
    pub label_bytes_max: usize,
    /// Streams whose state one machine keeps in memory. Default: 10,000.
    pub streams_cached_max: usize,
    /// Bytes (estimated from the encoded size) of the states that one machine keeps in memory. A state that takes more than about
    /// an eighth of that is not kept, and its stream is replayed each time. Default: 256 MiB.
    pub states_cached_bytes_max: usize,
    /// How often a dispatch or a decision that met another writer is tried again. Default: 16.
    pub conflict_retries_max: u32,
    /// Bytes (estimated from the encoded size) of the states that one history keeps to seek fast.
    /// Default: 64 MiB.
    pub history_cache_bytes_max: usize,
}

impl Limits {
    /// The defaults, as documented on each field.
    pub const DEFAULT: Self = Self {
        payload_bytes_max: 1 << 20,
        commit_events_max: 10_000,
        event_causes_max: 64,
        stream_name_bytes_max: 512,
        label_bytes_max: 256,
        streams_cached_max: 10_000,
        states_cached_bytes_max: 256 << 20,
        conflict_retries_max: 16,
        history_cache_bytes_max: 64 << 20,
    };
}

impl Default for Limits {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// How many commits of a stream its idempotency keys are remembered for, at the least.
pub const KEYS_REMEMBERED_MIN: usize = 1_024;

/// How deep values may be nested where they are read by their schema instead of their type, options counted.
pub const SCHEMA_DEPTH_MAX: usize = 256;

/// How deep a [`Shape`](crate::schema::Shape) that is read may be nested, types that it refers to not counted.
pub const SHAPE_DEPTH_MAX: usize = 128;

/// How deep arrays and objects of a JSON payload may be nested: as deep as `serde_json` reads them back.
pub const JSON_DEPTH_MAX: usize = 127;

/// Bytes of one commit in a [`FileLog`](crate::log::FileLog) at the most, payloads and all: it is written and read as one.
pub const COMMIT_BYTES_MAX: usize = 256 << 20;

/// Bytes of the names of all streams of one [`FileLog`](crate::log::FileLog) at the most, together: 3 GiB.
pub const STREAM_NAMES_BYTES_MAX: usize = 3 << 30;

/// A bound was passed; nothing was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LimitExceeded {
    /// The field of [`Limits`], or the constant beside it, that was passed.
    pub limit: &'static str,
    /// What the bound is.
    pub max: usize,
    /// What was asked for.
    pub actual: usize,
}

impl LimitExceeded {
    /// `Err` when `actual` is more than `max`.
    pub fn check(limit: &'static str, actual: usize, max: usize) -> Result<(), Self> {
        if actual <= max { Ok(()) } else { Err(Self { limit, max, actual }) }
    }
}

impl fmt::Display for LimitExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is {}, and {} were given", self.limit, self.max, self.actual)
    }
}

impl std::error::Error for LimitExceeded {}
