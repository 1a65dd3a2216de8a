//! The states and events of the cases beside.

#![allow(dead_code, unused_imports)]

pub use chronostack::prelude::*;
pub use serde::{Deserialize, Serialize};

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
pub struct Opened {
    pub by: String,
    pub at: u64,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
pub struct Shut;

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
pub struct Kicked;

#[derive(Event, Clone, Debug)]
pub enum Moved {
    Opened(Opened),
    Slammed { force: u8 },
}

#[derive(State, Clone, Debug, Default, Serialize, Deserialize)]
pub enum Door {
    #[default]
    Closed,
    Open {
        by: String,
        since: u64,
    },
    Ajar(u8),
    #[state(terminal)]
    Broken,
}

#[derive(State, Clone, Debug, Default, Serialize, Deserialize)]
pub struct Counter {
    pub count: u64,
}
