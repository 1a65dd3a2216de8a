//! What is measured: a workload a file.

mod causality;
mod fold;
mod generated;
mod graph;
mod import;
mod load;
mod macros;
mod paper;
mod replay;
mod seek;
mod spawn;
mod stream;
mod together;
mod workloads;

pub(crate) mod append;
pub(crate) mod instructions;
pub(crate) mod memory;
pub(crate) mod open;
pub(crate) mod syncs;

pub(crate) use workloads::Workload;
