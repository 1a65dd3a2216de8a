//! What the three processes have in common.

use std::{net::SocketAddr, path::Path};

use axum::Router;
use chronostack::ChronoStack;
use tokio::{
    io::{AsyncReadExt, stdin},
    net::TcpListener,
};

use crate::Failure;

/// The log of the service in `folder`.
pub(crate) fn open(folder: &Path, service: &str) -> Result<ChronoStack, Failure> {
    Ok(ChronoStack::builder().path(folder.join(format!("{service}.chrono"))).service(service).build()?)
}

/// Serves on a port of the system's choice, which is printed, until standard input ends: so no process outlives the one that started it.
pub(crate) async fn serve(router: Router) -> Result<(), Failure> {
    let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
    println!("{}", listener.local_addr()?);
    axum::serve(listener, router).with_graceful_shutdown(told_to_end()).await?;
    Ok(())
}

/// Waits until standard input ends.
pub(crate) async fn told_to_end() {
    // Whatever comes of it: nobody is there any more.
    let _ = stdin().read_to_end(&mut Vec::new()).await;
}
