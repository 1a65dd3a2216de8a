//! Requests to another service.

use axum::body::Body;
use chronostack_http::inject;
use http_body_util::BodyExt;
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use serde::{Serialize, de::DeserializeOwned};

use crate::Failure;

/// Posts JSON, with the current context in the headers.
#[derive(Clone)]
pub(crate) struct Poster(Client<HttpConnector, Body>);

impl Poster {
    pub(crate) fn new() -> Self {
        Self(Client::builder(TokioExecutor::new()).build_http())
    }

    pub(crate) async fn post<T: DeserializeOwned>(&self, url: &str, body: &impl Serialize) -> Result<T, Failure> {
        let mut request = axum::http::Request::post(url)
            .header("content-type", "application/json")
            .body(Body::from(serde_json::to_vec(body)?))?;
        inject(request.headers_mut());
        let response = self.0.request(request).await?;
        let status = response.status();
        let body = response.into_body().collect().await?.to_bytes();
        if !status.is_success() {
            return Err(format!("{url} answered {status}: {}", String::from_utf8_lossy(&body)).into());
        }
        Ok(serde_json::from_slice(&body)?)
    }
}
