//! Tasks: how they went stands in the log, whatever becomes of their futures.

mod dropped;
mod ends;
mod failing;
mod interrupted;
mod tracked;
