//! `#[tracked]`: an async function whose calls stand in the log as tasks.

mod args;
mod checks;
mod expand;
mod wait;

pub(crate) use expand::run;
