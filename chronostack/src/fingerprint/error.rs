//! Why a value has no fingerprint.

use std::fmt;

use serde::ser;

/// A value has no fingerprint: serde writes it in another way than its schema says, so that nobody knows what is a set in it.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("take a fingerprint: {reason}")]
pub struct FingerprintError {
    /// Where the two part.
    pub reason: String,
}

impl ser::Error for FingerprintError {
    fn custom<T: fmt::Display>(reason: T) -> Self {
        Self { reason: reason.to_string() }
    }
}
