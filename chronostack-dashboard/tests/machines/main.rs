//! What the dashboard answers about the streams of machines.

mod asked;
mod order;
mod refused;
mod sensitive;
mod shown;
