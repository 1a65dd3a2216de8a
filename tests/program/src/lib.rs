//! The machines of a user's own program, which its `main` registers with the command line.

mod order;
mod spending;

pub use order::{Item, Method, Order, OrderEvent, Paid, Placed};
pub use spending::Spending;
