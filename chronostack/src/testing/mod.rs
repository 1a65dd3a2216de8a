//! What tests are made of.

pub mod log_contract;

pub use log_contract::log_contract;
