//! The schema lock: what each kind of change is told, and what may be accepted.

mod accepted;
mod changes;
mod fixtures;
mod logic;
mod moved;
mod removed;
mod sealed;
