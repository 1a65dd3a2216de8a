//! Time travel on machines that the macros made.

mod board;
mod contract;
mod recorded;
mod shadow;
