use std::{
    io::{BufRead, BufReader, Write},
    net::TcpStream,
    time::Duration,
};

use chronostack::ChronoStack;
use chronostack_dashboard::router;
use pollster::block_on;
use serde_json::Value;

use crate::{
    machine::{Noted, Notes},
    served::Served,
};

#[test]
fn what_is_recorded_is_told_as_it_comes() {
    let stack = ChronoStack::in_memory();
    let note = || block_on(stack.machine::<Notes>().dispatch("a", Noted { text: "x".into() })).unwrap();
    note();
    let served = Served::new(router(&stack));
    let host = served.url.trim_start_matches("http://").trim_end_matches('/').to_owned();
    let mut connection = TcpStream::connect(host.replace("localhost", "127.0.0.1")).unwrap();
    connection.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    write!(connection, "GET /api/live?from=0 HTTP/1.1\r\nHost: {host}\r\n\r\n").unwrap();
    let mut lines = BufReader::new(connection).lines().map(Result::unwrap);
    let mut appended = || -> Value {
        let line = lines.find(|line| line.starts_with("data: ")).unwrap();
        serde_json::from_str(&line["data: ".len()..]).unwrap()
    };
    let first = appended();
    assert_eq!((&first["head"], &first["events"], &first["streams"]), (&1.into(), &1.into(), &1.into()));
    assert_eq!(first["marks"][0]["stream"], "notes/a");
    for _ in 0..300 {
        note();
    }
    let (mut events, mut marks) = (0, 0);
    while events < 300 {
        let more = appended();
        events += more["events"].as_u64().unwrap();
        let shown = more["marks"].as_array().unwrap();
        assert!(shown.len() <= 200);
        assert_eq!(shown.last().unwrap()["position"], more["head"]);
        marks += shown.len();
    }
    assert_eq!(events, 300);
    assert!(marks > 0);
}
