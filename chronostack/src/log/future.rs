//! The futures of logs and of snapshot stores.

use std::{future::Future, pin::Pin};

/// A boxed future: owned, and of no particular executor.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;
