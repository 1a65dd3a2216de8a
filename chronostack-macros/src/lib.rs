//! The macros of ChronoStack. Use them through the `chronostack` crate, which documents them.
//!
//! Each macro is a pipeline: parse → model → check → expand. Errors of all steps are collected and reported together
//! (`diagnostics`), and the impl is emitted all the same, so that one mistake does not raise ten.

mod diagnostics;
mod krate;
