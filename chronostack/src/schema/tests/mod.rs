//! What the schemas say, held against what serde and postcard do.

#[cfg(feature = "testing")]
mod agreement;
mod compared;
mod hostile;
#[cfg(feature = "testing")]
mod notated;
mod ordered;
mod types;
