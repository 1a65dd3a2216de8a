//! All integration tests in one binary, which links once.

mod change;
mod domain;
mod events;
mod layers;
mod log;
mod machines;
mod readme;
mod rules;
mod shapes;
mod states;
mod ui;
