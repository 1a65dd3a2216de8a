//! Parts of the graph as text: one notation a file.

mod dot;
mod mermaid;
mod parts;
mod trace_json;
mod tree;

pub(super) mod words;
