//! What tells one state from another in 16 bytes.

mod state_fingerprint;

pub use state_fingerprint::{ParseFingerprintError, StateFingerprint};
