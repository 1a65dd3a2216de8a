//! All integration tests in one binary, which links once.

#![allow(unreachable_pub, reason = "the machines here are written as a user writes them")]

mod causality;
mod change;
mod context;
mod domain;
mod events;
mod layers;
mod lock;
mod log;
mod machines;
mod profile;
mod program;
mod readme;
mod rules;
mod shapes;
mod states;
mod tasks;
mod testing;
mod time_travel;
mod ui;
mod verify;
