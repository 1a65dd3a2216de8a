//! ChronoStack's [context](chronostack::context) over HTTP: what a service records while it handles a request names what led to the request in
//! the service that sent it, and nobody hands ids on.
//!
//! A server runs each request in the context that its headers tell of:
//!
//! ```
//! # use axum::{Router, routing::post};
//! use chronostack_http::ServerLayer;
//!
//! # async fn pay() {}
//! let app: Router = Router::new().route("/pay", post(pay)).layer(ServerLayer::new());
//! ```
//!
//! A client writes the current context to its request: by [`ClientLayer`] where it is a tower service, by [`inject`] anywhere else.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use chronostack::{context::Context, id::{EventId, LogId}};
//!
//! // `Context::current().handling(&placed)`, where `placed` is what a dispatch answered.
//! let context = Context::current().handling(EventId { log: LogId(7), position: 42 });
//! let mut request = http::Request::post("http://payments/pay").body("4200")?;
//! context.run(|| chronostack_http::inject(request.headers_mut()));
//! assert_eq!(request.headers()["chronostack-cause"], "00000000000000000000000000000007-42");
//! # Ok(())
//! # }
//! ```
//!
//! # Headers
//!
//! | header | what it says |
//! |---|---|
//! | `traceparent`, `tracestate` | the [W3C Trace Context](https://www.w3.org/TR/trace-context-2/), read as it demands; where it is missing or malformed a new trace is started |
//! | `chronostack-cause` | the events that led to the request, up to [`CAUSES_MAX`], each as `<id>;correlation=<id>;logical=<time>` |
//!
//! A `chronostack-cause` that is malformed or too long is ignored, with a warning: the request is served, without its causes. One that a stranger
//! made up is taken at its word, so a service that strangers reach has [`ServerLayer::at_the_edge`].
//!
//! What is sent by a response's body after the response was made is no longer in the context.

mod cause_header;
mod client;
mod headers;
mod server;

pub use cause_header::CAUSES_MAX;
pub use client::{Client, ClientLayer};
pub use headers::{extract, inject};
pub use server::{Server, ServerLayer};
