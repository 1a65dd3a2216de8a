//! A dashboard that is served by itself.

use std::{future::Future, io, time::Duration};

use axum::Router;
use tokio::{net::TcpListener, sync::oneshot};

/// How long answers that are under way may take once the server is to stop.
const LAST_ANSWERS: Duration = Duration::from_secs(1);

/// A dashboard that is bound to an address: [`run`](Self::run) it, or run it [until](Self::until) something happens.
#[derive(Debug)]
#[must_use = "call `run` or `until`"]
pub struct Server {
    listener: TcpListener,
    url: String,
    router: Router,
}

impl Server {
    pub(crate) fn new(listener: TcpListener, url: String, router: Router) -> Self {
        Self { listener, url, router }
    }

    /// Where to look at it, with the token if there is one.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves for ever.
    pub async fn run(self) -> io::Result<()> {
        axum::serve(self.listener, self.router).await
    }

    /// Serves until `stop` is ready. Answers that are under way then get a second to end.
    pub async fn until(self, stop: impl Future<Output = ()> + Send + 'static) -> io::Result<()> {
        let (stopping, stopped) = oneshot::channel();
        let stop = async move {
            stop.await;
            // Nobody listens only where serving has ended.
            let _ = stopping.send(());
        };
        let out_of_time = async move {
            match stopped.await {
                Ok(()) => tokio::time::sleep(LAST_ANSWERS).await,
                Err(_) => std::future::pending().await,
            }
        };
        tokio::select! {
            served = axum::serve(self.listener, self.router).with_graceful_shutdown(stop).into_future() => served,
            () = out_of_time => Ok(()),
        }
    }
}
