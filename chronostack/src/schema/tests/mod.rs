//! What the schemas say, held against what serde and postcard do.

#[cfg(feature = "testing")]
mod agreement;
mod compared;
mod hostile;
mod ordered;
mod types;
