//! A log of orders, and the dashboard asked about it.

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderMap, Request, StatusCode, header},
};
use chronostack::{
    fingerprint::Fingerprints,
    log::{Log, MemoryLog},
    machine::Reducer,
    prelude::*,
};
use serde_json::Value;
use tower::ServiceExt;

use crate::order::{Noted, Order, OrderEvent, Paid, Placed};

/// A log with the stream `order/1`, and its dashboard.
pub(crate) struct Shop {
    stack: ChronoStack,
    router: Router,
    runtime: tokio::runtime::Runtime,
}

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Answer {
    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        assert_eq!(self.status, StatusCode::OK, "{}", self.body);
        serde_json::from_str(&self.body).expect("JSON")
    }

    /// The reason, and what to do about it.
    #[track_caller]
    pub(crate) fn refused(&self, status: u16) -> (String, String) {
        assert_eq!(self.status.as_u16(), status, "{}", self.body);
        let body: Value = serde_json::from_str(&self.body).expect("JSON");
        let text = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (text("error"), text("hint"))
    }
}

impl Shop {
    /// An order of 1250 cents: 1000 are paid, a note is made, the rest is paid.
    pub(crate) fn new() -> Self {
        Self::of::<Order>()
    }

    /// The same, whose streams are shown by the rules of another.
    pub(crate) fn of<R: Reducer>() -> Self {
        let log: Arc<dyn Log> = Arc::new(MemoryLog::new());
        let stack = ChronoStack::builder().log(log).fingerprints(Fingerprints::every(1)).build().expect("a stack");
        let router = chronostack_dashboard::router(&stack).machine::<R>().build();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build();
        let shop = Self { stack, router, runtime: runtime.expect("a runtime") };
        shop.dispatch(Placed { customer: "Ann Arbor".into(), total_cents: 1250 });
        shop.dispatch(Paid { cents: 1000 });
        shop.dispatch(Noted { text: "call back".into() });
        shop.dispatch(Paid { cents: 250 });
        shop
    }

    pub(crate) fn dispatch(&self, event: impl Into<OrderEvent>) {
        self.dispatch_to("1", event);
    }

    pub(crate) fn dispatch_to(&self, id: &str, event: impl Into<OrderEvent>) {
        let dispatched = self.stack.machine::<Order>().dispatch(id, event).actor("ann").into_future();
        self.runtime.block_on(dispatched).expect("it is recorded");
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.ask(Request::get(format!("/api/{path}")).body(Body::empty()))
    }

    pub(crate) fn post(&self, path: &str, body: &str) -> Answer {
        let request = Request::post(format!("/api/{path}")).header(header::CONTENT_TYPE, "application/json");
        self.ask(request.body(Body::from(body.to_owned())))
    }

    fn ask(&self, request: axum::http::Result<Request<Body>>) -> Answer {
        let mut request = request.expect("a request");
        request.headers_mut().insert(header::HOST, "localhost".parse().expect("a header"));
        self.runtime.block_on(async {
            let response = self.router.clone().oneshot(request).await.expect("an answer");
            let (parts, body) = response.into_parts();
            let body = to_bytes(body, usize::MAX).await.expect("a body");
            Answer { status: parts.status, headers: parts.headers, body: String::from_utf8(body.into()).expect("text") }
        })
    }
}
