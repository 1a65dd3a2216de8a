//! A service on a port of this machine, and the plainest client.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    thread,
};

use axum::Router;
use tokio::runtime;

/// Serves `app` for as long as the test's process runs.
pub(crate) fn serve(app: Router) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        let runtime = runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            axum::serve(listener, app).await.unwrap();
        });
    });
    address
}

/// The body of the answer to a request with exactly these headers, byte by byte.
pub(crate) fn get(address: SocketAddr, headers: &[(&str, String)]) -> String {
    let headers: Vec<_> = headers.iter().map(|(name, value)| format!("{name}:{value}\r\n")).collect();
    let headers = headers.concat();
    let mut connection = TcpStream::connect(address).unwrap();
    write!(connection, "GET / HTTP/1.1\r\nhost: here\r\nconnection: close\r\n{headers}\r\n").unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    body.to_owned()
}
