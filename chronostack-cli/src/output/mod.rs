//! What is printed, and how.

mod changes;
mod progress;
mod stdout;
mod table;
mod text;

pub(crate) use changes::{change_cell, print_changes};
pub(crate) use progress::Progress;
pub(crate) use stdout::{DIM, Output, STRONG};
pub(crate) use table::{Cell, Column, Table};
pub(crate) use text::{bytes, clean, count, counted, fit};
