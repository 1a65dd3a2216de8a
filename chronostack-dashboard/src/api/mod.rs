//! The answers, a file a view.

mod asked;
mod blame;
mod change;
mod diff;
mod event;
mod events;
mod filters;
mod first;
mod log;
mod machine;
mod routes;
mod state;
mod state_shown;
mod step;
mod story;
mod streams;
mod timeline;
mod verify;
mod whatif;

pub(crate) use routes::routes;
