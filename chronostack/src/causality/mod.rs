//! What led to what: the graph of events and their causes, over one log or several.

#[allow(clippy::module_inception, reason = "a file is named by its concept, and the module holds more of them")]
mod causality;
mod cone;
mod critical_path;
mod edges;
mod error;
mod excerpt;
mod graph;
mod labels;
mod node;
mod render;
mod search;
mod strangers;
#[cfg(test)]
mod tests;

pub use causality::{Causality, Size};
pub use cone::{Ancestor, Ancestors, Descendants};
pub use critical_path::{CriticalPath, Hop};
pub use error::{CausalityError, UnknownEvent};
pub use excerpt::{Excerpt, Reach, Seen};
