//! The web API: takes orders, has payments charge them, and has the customer told.

use std::path::Path;

use axum::{Json, Router, extract::State, http::StatusCode, routing::post};
use chronostack::{cause::Cause, context::Context, prelude::*};
use chronostack_http::ServerLayer;
use serde::{Deserialize, Serialize};

use crate::{
    Failure,
    client::Poster,
    mail::Mail,
    orders::{Order, Paid, Placed},
    payments, process,
    queue::Queue,
};

/// What a click asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Click {
    pub(crate) order: String,
    pub(crate) customer: String,
    pub(crate) cents: u64,
}

#[derive(Clone)]
struct Web {
    stack: ChronoStack,
    payments: String,
    poster: Poster,
    queue: Queue,
}

pub(crate) async fn run(folder: &Path, payments: &str) -> Result<(), Failure> {
    let stack = process::open(folder, "web")?;
    let payments = format!("http://{payments}/charges");
    let web = Web { stack: stack.clone(), payments, poster: Poster::new(), queue: Queue::open(folder)? };
    // Strangers click: what they say led to it is not believed.
    let router = Router::new().route("/orders", post(order)).with_state(web).layer(ServerLayer::at_the_edge());
    process::serve(router).await?;
    Ok(stack.close().await?)
}

async fn order(State(web): State<Web>, Json(click): Json<Click>) -> Result<Json<Cause>, (StatusCode, String)> {
    let ordered = web.order(click).await;
    ordered.map(Json).map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))
}

impl Web {
    /// Places an order; answers with the event that this was.
    async fn order(&self, click: Click) -> Result<Cause, Failure> {
        let Click { order, customer, cents } = click;
        let orders = self.stack.machine::<Order>();
        let placed = orders.dispatch(&order, Placed { customer: customer.clone(), cents }).await?;
        let first = placed.events.first().map(Cause::from).ok_or("the order stands already")?;
        // What follows handles the order that was just placed.
        Context::current().handling(&placed).scope(self.settle(order, customer, cents)).await?;
        Ok(first)
    }

    async fn settle(&self, order: String, customer: String, cents: u64) -> Result<(), Failure> {
        let request = payments::Request { order: order.clone(), cents };
        let charge = self.stack.task("charge").run(self.poster.post::<Cause>(&self.payments, &request)).await?;
        let paid = self.stack.machine::<Order>().dispatch(&order, Paid {}).caused_by(charge).await?;
        let mail = Mail { order: order.clone(), to: customer };
        // A number of our own: what a stranger calls an order is no name for a file.
        Context::current().handling(&paid).run(|| self.queue.send(paid.position, &mail))
    }
}
