//! Whatever ends a run: there is nobody to handle it, so it is only told.

/// Any error.
pub(crate) type Fault = Box<dyn std::error::Error + Send + Sync>;

/// A result that only the person at the terminal reads.
pub(crate) type Result<T> = std::result::Result<T, Fault>;
