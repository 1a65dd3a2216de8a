//! Logs: the contract suite, and what a disk can do to one.

mod contract;
