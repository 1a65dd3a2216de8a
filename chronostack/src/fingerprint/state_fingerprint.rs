//! The hash of a state that is recorded with events.

use std::{fmt, str::FromStr};

use crate::id::LogId;

/// The hash of a state. Two states of one machine and shape with one fingerprint are the same but for a chance of 1 in 2^96 a pair. Reads as 32 hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StateFingerprint(pub u128);

impl StateFingerprint {
    /// Whether both are of states of the same machine and of the same shape, so that they can be compared. A projection of the same
    /// stream has states of its own.
    pub fn comparable(self, other: Self) -> bool {
        self.tag() == other.tag()
    }

    /// What tells the machine and the shape of its state.
    pub(super) fn tag(self) -> u128 {
        self.0 & u128::from(u32::MAX)
    }
}

impl fmt::Display for StateFingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:032x}", self.0)
    }
}

impl FromStr for StateFingerprint {
    type Err = ParseFingerprintError;

    fn from_str(text: &str) -> Result<Self, ParseFingerprintError> {
        text.parse().map(|LogId(bits)| Self(bits)).map_err(|_| ParseFingerprintError)
    }
}

/// A text that is no fingerprint.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("expected 32 hexadecimal digits")]
pub struct ParseFingerprintError;
