//! What may go wrong on the way to a collector.

use std::error::Error;

use chronostack::log::ReadError;
use opentelemetry_sdk::error::OTelSdkError;

/// Why not all of a log was sent. What stands before `from` was.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExportError {
    /// The log could not be read.
    #[error("events from position {from} on were not sent: {source}")]
    Read {
        /// Where to go on.
        from: u64,
        /// Why.
        source: ReadError,
    },
    /// No exporter was to be had.
    #[error("events from position {from} on were not sent: there is no exporter for the service {service:?}: {source}")]
    NoExporter {
        /// Where to go on.
        from: u64,
        /// The service that it was for.
        service: String,
        /// Why.
        source: Box<dyn Error + Send + Sync>,
    },
    /// The collector did not take them. Some may have arrived: to send them once more does no harm, for their spans' ids are the same.
    #[error("events from position {from} on were not taken by the collector: {source}")]
    Refused {
        /// Where to go on.
        from: u64,
        /// Why.
        source: OTelSdkError,
    },
}
