//! `#[derive(Event)]`: a struct is one event type, an enum is a set of them.

mod derive;
mod expand;
mod fallback;
mod hidden;
mod keys;
mod set;
mod set_expand;
mod single;

pub(crate) use derive::derive;
