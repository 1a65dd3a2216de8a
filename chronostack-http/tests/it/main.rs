//! Contexts over real HTTP.

#![allow(unreachable_pub, reason = "the machine here is written as a user writes it")]

mod causes;
mod service;
mod services;
mod w3c;
