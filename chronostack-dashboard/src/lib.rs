//! ChronoStack's visual debugger: a page that shows a log, the states that its machines make of it, and what led to what.
//!
//! [`router`] makes it for the log of a running service, to be nested in that service's own axum router or served by itself:
//!
//! ```no_run
//! # use chronostack::prelude::*;
//! # use serde::{Deserialize, Serialize};
//! # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
//! # pub struct Noted { pub text: String }
//! # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
//! # pub struct Notes { texts: Vec<String> }
//! # #[reducer(pub enum NotesEvent)]
//! # impl Notes {
//! #     fn noted(&mut self, event: &Noted) { self.texts.push(event.text.clone()); }
//! # }
//! # async fn start() -> Result<(), Box<dyn std::error::Error>> {
//! let stack = ChronoStack::open("notes.chrono")?;
//!
//! // Below a path of one's own service:
//! let dashboard = chronostack_dashboard::router(&stack).machine::<Notes>();
//! let service: axum::Router = axum::Router::new().nest_service("/debug", dashboard.build());
//!
//! // Or by itself:
//! let server = chronostack_dashboard::router(&stack).machine::<Notes>().serve("127.0.0.1:4780").await?;
//! println!("{}", server.url());
//! server.run().await?;
//! # Ok(()) }
//! ```
//!
//! # Who may look
//!
//! Nothing is ever written to the log. A request is answered only if its `Host` is this machine (or was [allowed](Dashboard::allow_host)), and no
//! other site's page makes it. Where it can be reached from other machines, a [token](Dashboard::token) is to be set; [`serve`](Dashboard::serve)
//! makes one where none is.

mod answer;
mod api;
mod body;
mod dashboard;
mod error;
mod events;
mod graph;
mod index;
mod page;
mod parameters;
mod records;
mod security;
mod server;
mod shared;
mod shown;
mod stories;
mod timeline;
mod work;

pub use dashboard::{Dashboard, of_log, router};
pub use server::Server;
