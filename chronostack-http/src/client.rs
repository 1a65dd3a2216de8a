//! A tower layer for clients.

use std::task;

use http::Request;
use tower_layer::Layer;
use tower_service::Service;

use crate::headers::inject;

/// Writes the context to each request of a client: the one that is current where the client is called.
#[derive(Clone, Copy, Debug, Default)]
pub struct ClientLayer;

impl ClientLayer {
    /// The layer.
    pub fn new() -> Self {
        Self
    }
}

impl<S> Layer<S> for ClientLayer {
    type Service = Client<S>;

    fn layer(&self, inner: S) -> Client<S> {
        Client { inner }
    }
}

/// A client that writes the current context to its requests. Made by [`ClientLayer`].
#[derive(Clone, Debug)]
pub struct Client<S> {
    inner: S,
}

impl<S: Service<Request<B>>, B> Service<Request<B>> for Client<S> {
    type Response = S::Response;
    type Error = S::Error;
    type Future = S::Future;

    fn poll_ready(&mut self, cx: &mut task::Context<'_>) -> task::Poll<Result<(), S::Error>> {
        self.inner.poll_ready(cx)
    }

    fn call(&mut self, mut request: Request<B>) -> Self::Future {
        inject(request.headers_mut());
        self.inner.call(request)
    }
}
