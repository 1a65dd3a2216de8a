//! The answers, a file a view.

mod event;
mod events;
mod filters;
mod log;
mod routes;
mod streams;
mod timeline;

pub(crate) use routes::routes;
