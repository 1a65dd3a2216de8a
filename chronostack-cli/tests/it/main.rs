//! The command `chronostack`, run as a person runs it, against logs in temporary folders.

mod damage;
mod events;
mod export;
mod import;
mod paths;
mod profile;
mod program;
mod sample;
mod stats;
mod streams;
mod tasks;
mod trace;
mod verify;
