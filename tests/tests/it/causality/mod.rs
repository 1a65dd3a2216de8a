//! What led to what, asked of logs.

mod asked;
mod sample;
