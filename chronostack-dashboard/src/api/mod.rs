//! The answers, a file a view.

mod log;
mod routes;
mod timeline;

pub(crate) use routes::routes;
