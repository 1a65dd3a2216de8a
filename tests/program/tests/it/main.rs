//! The command line of a user's own program, run as a person runs it.

mod capture;
mod commands;
mod sample;
mod sensitive;
