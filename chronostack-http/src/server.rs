//! A tower layer for servers.

use std::task;

use chronostack::context::Scoped;
use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use crate::headers::{extract, extract_trace};

/// Runs each request of a server in the context that its headers tell of; see the [crate's documentation](crate).
#[derive(Clone, Copy, Debug, Default)]
pub struct ServerLayer {
    at_the_edge: bool,
}

impl ServerLayer {
    /// For a service whose callers may say what led to their requests.
    pub fn new() -> Self {
        Self::default()
    }

    /// For a service that strangers reach: their requests go on with the trace that they name, and have no causes, whatever they say.
    pub fn at_the_edge() -> Self {
        Self { at_the_edge: true }
    }
}

impl<S> Layer<S> for ServerLayer {
    type Service = Server<S>;

    fn layer(&self, inner: S) -> Server<S> {
        Server { inner, layer: *self }
    }
}

/// A service whose requests run in the context that their headers tell of. Made by [`ServerLayer`].
#[derive(Clone, Debug)]
pub struct Server<S> {
    inner: S,
    layer: ServerLayer,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for Server<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = Scoped<S::Future>;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> task::Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, request: Request<B>) -> Self::Future {
        let read = if self.layer.at_the_edge { extract_trace } else { extract };
        let context = read(request.headers());
        let answer = context.run(|| self.inner.call(request));
        context.scope(answer)
    }
}
