//! What is printed, and how.

mod progress;
mod stdout;
mod table;
mod text;

pub(crate) use progress::Progress;
pub(crate) use stdout::{DIM, Output, STRONG};
pub(crate) use table::{Cell, Column, Table};
pub(crate) use text::{bytes, clean, count, counted};
