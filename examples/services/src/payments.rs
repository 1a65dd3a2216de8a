//! Payments: captures what it is asked for, once a slow bank has agreed.

use std::{path::Path, time::Duration};

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chronostack::{cause::Cause, prelude::*};
use chronostack_http::ServerLayer;
use serde::{Deserialize, Serialize};
use tokio::time::sleep;

use crate::{Failure, process};

/// How long the bank thinks.
const BANK: Duration = Duration::from_millis(150);

/// What is asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Request {
    pub(crate) order: String,
    pub(crate) cents: u64,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "charge.captured")]
struct Captured {
    cents: u64,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Charge {
    cents: u64,
}

#[reducer(enum ChargeEvent)]
impl Charge {
    fn captured(&mut self, event: &Captured) {
        self.cents += event.cents;
    }
}

pub(crate) async fn run(folder: &Path) -> Result<(), Failure> {
    let stack = process::open(folder, "payments")?;
    let router = Router::new().route("/charges", post(charge)).with_state(stack.clone()).layer(ServerLayer::new());
    process::serve(router).await?;
    Ok(stack.close().await?)
}

/// Answers with the event that it recorded, so that what the caller records next can name it.
async fn charge(
    State(stack): State<ChronoStack>,
    Json(request): Json<Request>,
) -> Result<Json<Cause>, (StatusCode, String)> {
    let refused = |error: &dyn std::fmt::Display| (StatusCode::BAD_GATEWAY, error.to_string());
    let captured = stack.task("ask-bank").run(async {
        sleep(BANK).await;
        let charges = stack.machine::<Charge>();
        // A request that comes twice is charged once.
        charges.dispatch(&request.order, Captured { cents: request.cents }).idempotency_key("capture").await
    });
    let captured = captured.await.map_err(|error| refused(&error))?;
    let event = captured.events.last().ok_or_else(|| refused(&"nothing was captured"))?;
    Ok(Json(Cause::from(event)))
}
