//! The answers, a file a view.

mod log;
mod routes;

pub(crate) use routes::routes;
