//! Logs: the contract suite, and what disks and processes can do to one.

mod archive;
mod bounds;
mod compression;
mod contract;
mod crash;
mod damage;
mod faults;
mod flips;
mod frozen;
mod group;
mod index;
mod index_files;
mod killed;
mod opening;
mod processes;
mod sample;
mod sim_disk;
mod size;
mod snapshots;
mod weather;
mod zeros;
