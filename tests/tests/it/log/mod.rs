//! Logs: the contract suite, and what disks and processes can do to one.

mod contract;
mod crash;
mod damage;
mod processes;
mod sample;
mod sim_disk;
mod size;
mod snapshots;
