//! The header `chronostack-cause`.

use std::net::SocketAddr;

use axum::{Router, routing::get as on_get};
use chronostack::context::Context;
use chronostack_http::{CAUSES_MAX, ServerLayer, inject};
use http::HeaderMap;

use super::service::{get, serve};

const LOG: &str = "000102030405060708090a0b0c0d0e0f";

/// Answers with the header that it would send on.
fn echo(layer: ServerLayer) -> SocketAddr {
    let sent = || async {
        let mut headers = HeaderMap::new();
        inject(&mut headers);
        headers.get("chronostack-cause").map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    serve(Router::new().route("/", on_get(sent)).layer(layer))
}

#[test]
fn causes_are_read_and_sent_on_and_what_is_malformed_is_ignored() {
    let address = echo(ServerLayer::new());
    let all = format!("{LOG}-1;correlation={LOG}-7;logical=2026-11-23T12:00:00.000000001Z, {LOG}-2");
    let many = |count: usize| (1..=count).map(|n| format!("{LOG}-{n}")).collect::<Vec<_>>().join(", ");
    let ahead = format!("{LOG}-1;correlation={LOG}-7;logical=9999-01-01T00:00:00Z, {LOG}-2");
    let believed = format!("{LOG}-1;correlation={LOG}-7, {LOG}-2");
    let cases = [
        (vec![], ""),
        (vec![String::new()], ""),
        (vec![format!("{LOG}-1")], &format!("{LOG}-1")),
        (vec![all.clone()], &all),
        (vec![format!("{LOG}-1"), format!("{LOG}-2")], &format!("{LOG}-1, {LOG}-2")),
        (vec![format!(" {LOG}-1 ,, {LOG}-2;new=x ")], &format!("{LOG}-1, {LOG}-2")),
        (vec![format!("{LOG}-1, {LOG}-1")], &format!("{LOG}-1")),
        (vec![many(CAUSES_MAX)], &many(CAUSES_MAX)),
        (vec![many(CAUSES_MAX + 1)], ""),
        (vec![format!("{LOG}-1;x={}", "y".repeat(4_000))], ""),
        (vec![format!("{LOG}-1, nonsense")], ""),
        (vec![format!("{LOG}-1;correlation=1")], ""),
        (vec![format!("{LOG}-1;logical=noon")], ""),
        (vec![format!("{LOG}-1;logical")], ""),
        (vec![format!("{LOG}-1é")], ""),
        (vec![ahead], &believed),
    ];
    for (headers, expected) in cases {
        let headers: Vec<_> = headers.into_iter().map(|header| ("chronostack-cause", header)).collect();
        assert_eq!(get(address, &headers), expected, "{headers:?}");
    }
}

#[test]
fn strangers_name_no_causes() {
    let address = echo(ServerLayer::at_the_edge());
    assert_eq!(get(address, &[("chronostack-cause", format!("{LOG}-1"))]), "");
}

#[test]
fn headers_that_stand_are_left_and_only_so_many_causes_are_sent() {
    let id = |position| format!("{LOG}-{position}").parse().unwrap();
    let context = Context::EMPTY.handling((1..=40).map(id).collect::<Vec<chronostack::id::EventId>>());
    let mut headers = HeaderMap::new();
    context.run(|| inject(&mut headers));
    assert_eq!(headers["chronostack-cause"].to_str().unwrap().split(", ").count(), CAUSES_MAX);
    Context::EMPTY.handling(id(99)).run(|| inject(&mut headers));
    assert_eq!(headers["chronostack-cause"].to_str().unwrap().split(", ").count(), CAUSES_MAX);
    assert!(!headers.contains_key("traceparent"), "it belongs to no trace");
}
