//! `replay_tests!`: a test for each recorded history, and one for each law of the machine.

mod expand;
mod folder;
mod input;

pub(crate) use expand::replay_tests;
pub(crate) use input::Input;
