//! One click through two services, with a log each.

use std::net::SocketAddr;

use axum::{Router, extract::State as Shared, routing::get as on_get};
use chronostack::prelude::*;
use chronostack_http::{ClientLayer, ServerLayer, inject};
use http::Request;
use serde::{Deserialize, Serialize};
use tower::{Layer, ServiceExt, service_fn};

use super::service::{get, serve};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Counted {
    by: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Counter {
    count: u64,
}

#[reducer(pub enum CounterEvent)]
impl Counter {
    fn counted(&mut self, event: &Counted) {
        self.count += event.by;
    }
}

/// Counts a request.
async fn count(stack: &ChronoStack) -> Committed<Counter> {
    stack.machine::<Counter>().dispatch("requests", Counted { by: 1 }).await.unwrap()
}

async fn payments(Shared(stack): Shared<ChronoStack>) {
    count(&stack).await;
}

/// Counts the request, and lets payments know of what it counted: by a client of its own thread, then by one that is a service.
async fn web(Shared((stack, payments)): Shared<(ChronoStack, SocketAddr)>) {
    let counted = count(&stack).await;
    let pay = async {
        let blocking = Context::current().bind(move || {
            let mut request = Request::get(format!("http://{payments}/")).body(()).unwrap();
            inject(request.headers_mut());
            assert!(ureq::run(request).unwrap().status().is_success());
        });
        tokio::task::spawn_blocking(blocking).await.unwrap();
        let client = ClientLayer::new().layer(service_fn(move |request: Request<()>| async move {
            tokio::task::spawn_blocking(move || ureq::run(request)).await.unwrap()
        }));
        let request = Request::get(format!("http://{payments}/")).body(()).unwrap();
        assert!(client.oneshot(request).await.unwrap().status().is_success());
    };
    Context::current().handling(&counted).scope(pay).await;
}

#[test]
fn what_payments_records_names_what_the_web_recorded() {
    let (shop, bank) = (ChronoStack::in_memory(), ChronoStack::in_memory());
    let bank_at = serve(Router::new().route("/", on_get(payments)).layer(ServerLayer::new()).with_state(bank.clone()));
    let shop_at = (shop.clone(), bank_at);
    let shop_at = serve(Router::new().route("/", on_get(web)).layer(ServerLayer::new()).with_state(shop_at));
    let trace = "12345678901234567890123456789012";
    get(shop_at, &[("traceparent", format!("00-{trace}-1234567890123456-01"))]);

    let story = |stack: &ChronoStack| {
        let history = pollster::block_on(stack.machine::<Counter>().history("requests")).unwrap();
        history.steps().map(|step| step.meta().clone()).collect::<Vec<_>>()
    };
    let (shop, bank) = (story(&shop), story(&bank));
    assert_eq!((shop.len(), bank.len()), (1, 2));
    let traced = |meta: &Meta| meta.traceparent.as_deref().is_some_and(|parent| parent.contains(trace));
    assert!(shop.iter().chain(&bank).all(traced));
    assert_ne!(bank[0].traceparent, bank[1].traceparent, "each request has an id of its own");
    for meta in &bank {
        assert_eq!((&meta.causes, meta.correlation), (&vec![shop[0].id], shop[0].id));
        assert!(meta.logical > shop[0].logical);
    }
}
