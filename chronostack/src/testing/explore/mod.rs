//! All states that can be reached, within bounds, from a few payloads of each event.

mod explored;
mod payloads;
mod search;
#[cfg(test)]
mod tests;

pub(super) use search::explore;
