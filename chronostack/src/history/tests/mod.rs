//! Histories of an order and of a counter, both reducers by hand.

mod blame;
mod counter;
mod edit;
mod faults;
mod jsonl;
mod order;
mod search;
mod seek;
mod steps;
mod whatif;
