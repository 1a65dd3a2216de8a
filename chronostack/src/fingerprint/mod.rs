//! What tells one state from another in 16 bytes.

mod entries;
mod error;
mod fingerprinter;
mod fingerprints;
mod hashing;
mod items;
mod lanes;
mod serializer;
mod shape_tag;
mod state_fingerprint;
#[cfg(test)]
mod tests;

pub use error::FingerprintError;
pub use fingerprinter::Fingerprinter;
pub use fingerprints::Fingerprints;
pub use state_fingerprint::{ParseFingerprintError, StateFingerprint};
