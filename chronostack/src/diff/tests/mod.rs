//! Values, changes and patches.

mod display;
mod patch;
mod states;
mod value;
