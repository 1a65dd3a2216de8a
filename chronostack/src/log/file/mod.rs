//! The embedded durable log: a folder of checksummed segments.
