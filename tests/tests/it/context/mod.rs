//! The ambient context: it goes along with the work, and nowhere else.

mod carried;
mod dispatched;
mod futures;
mod threads;
