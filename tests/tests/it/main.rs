//! All integration tests in one binary, which links once.

mod layers;
mod log;
mod machines;
mod ui;
