//! Graphs against plain search, and what is shown of them.

mod graphs;
mod shown;
