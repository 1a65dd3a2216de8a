//! How many events there were when, by lane.

mod lanes;
mod question;

pub(crate) use lanes::By;
pub(crate) use question::{Question, Timeline};
