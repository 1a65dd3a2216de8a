//! The answers, a file a view.

mod asked;
mod blame;
mod causality;
mod change;
mod diff;
mod event;
mod events;
mod export;
mod filters;
mod first;
mod hot;
mod live;
mod log;
mod machine;
mod openapi;
mod profile;
mod routes;
mod state;
mod state_shown;
mod step;
mod story;
mod streams;
mod tasks;
mod timeline;
mod verify;
mod whatif;

pub(crate) use routes::routes;
