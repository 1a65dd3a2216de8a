//! `chronostack events`

use std::{
    io::{BufRead, BufReader},
    process::Stdio,
};

use insta::assert_snapshot;

use crate::{
    program::{program, run},
    sample::{Sample, note, write_on},
};

#[test]
fn events_fit_the_terminal() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let limit = ["events", "shop.chrono", "--limit", "6"];
    assert_snapshot!("events_80", run(folder, Some(80), limit).shown(folder));
    assert_snapshot!("events_120", run(folder, Some(120), limit).shown(folder));
    assert_snapshot!("events_piped", run(folder, None, limit).shown(folder));
}

#[test]
fn an_sqlite_log_shows_the_same() {
    let (sqlite, file) = (Sample::sqlite(), Sample::folder());
    let of_database = run(sqlite.folder_path(), None, ["events", "shop.sqlite"]);
    assert_eq!(of_database.stdout, run(file.folder_path(), None, ["events", "shop.chrono"]).stdout);
    assert_eq!(of_database.code, Some(0));
}

#[test]
fn json_is_a_line_of_cloud_events() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let ran = run(folder, None, ["events", "shop.chrono", "--json", "--stream", "order/order-1"]);
    assert_snapshot!("events_json", ran.shown(folder));
}

#[test]
fn filters_and_starts_choose_what_is_shown() {
    let sample = Sample::folder();
    let positions = |arguments: &[&str]| -> Vec<u64> {
        let all = ["events", "shop.chrono", "--json"].iter().chain(arguments);
        let ran = run(sample.folder_path(), None, all);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        let position = |line: &str| line.split("\"position\":").nth(1)?.split(',').next()?.parse().ok();
        ran.stdout.lines().filter_map(position).collect()
    };
    assert_eq!(positions(&["--stream", "order/order-1"]), [1, 2]);
    assert_eq!(positions(&["--stream", "customer"]), [3]);
    assert_eq!(positions(&["--type", "order.placed", "--type", "customer.noted"]), [1, 3, 4]);
    assert_eq!(positions(&["--from", "15"]), [15, 16]);
    assert_eq!(positions(&["--from", "-3", "--limit", "2"]), [14, 15]);
    assert_eq!(positions(&["--from", "-2", "--stream", "order/order-1"]), [1, 2]);
    assert_eq!(positions(&["--from", "2", "--stream", "order/order-12", "-n", "1"]), [4]);
    assert_eq!(positions(&["--from", "2026-11-20T23:30:00Z"]), [14, 15, 16]);
    assert_eq!(positions(&["--until", "2026-11-20T22:10:00Z"]), [1, 2]);
    assert_eq!(positions(&["--limit", "0"]), [0; 0]);
    assert_eq!(positions(&["--from", "17"]), [0; 0]);
}

#[test]
fn what_is_not_there_is_told_with_what_is() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let shown = |arguments: [&str; 4]| run(folder, None, arguments).shown(folder);
    assert_snapshot!("events_no_stream", shown(["events", "shop.chrono", "--stream", "order/ordr-1"]));
    assert_snapshot!("events_no_type", shown(["events", "shop.chrono", "--type", "paid"]));
    assert_snapshot!("events_no_start", shown(["events", "shop.chrono", "--from", "yesterday"]));
}

#[test]
fn followed_events_arrive_while_another_process_writes() {
    let sample = Sample::folder();
    let stack = write_on(&sample.path());
    let mut command = program();
    command.args(["events", "-f", "--limit", "12", "--json"]).arg(sample.path()).stdout(Stdio::piped());
    let mut following = command.spawn().expect("the program starts");
    let mut lines = BufReader::new(following.stdout.take().expect("a pipe")).lines();
    let mut next = || lines.next().expect("a line").expect("UTF-8");
    for position in 7..=16 {
        assert!(next().contains(&format!("\"position\":{position},")), "the last 10 come first");
    }
    note(&stack, "first");
    assert!(next().contains("\"data\":{\"text\":\"first\"}"));
    note(&stack, "second");
    assert!(next().contains("\"data\":{\"text\":\"second\"}"));
    assert!(following.wait().expect("it ends by its limit").success());
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let sample = Sample::folder();
    let mut command = program();
    command.args(["events", "-f", "--json"]).arg(sample.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut following = command.spawn().expect("the program starts");
    let mut pipe = BufReader::new(following.stdout.take().expect("a pipe"));
    pipe.read_line(&mut String::new()).expect("a line");
    drop(pipe);
    note(&write_on(&sample.path()), "nobody reads this");
    let output = following.wait_with_output().expect("it ends");
    assert_eq!((output.status.code(), output.stderr.as_slice()), (Some(0), &[][..]));
}

#[test]
fn colour_is_for_terminals_and_for_who_forces_it() {
    let sample = Sample::folder();
    let coloured = |name: &str, value: &str| {
        let mut command = program();
        command.args(["events", "--limit", "1"]).arg(sample.path()).env(name, value);
        command.output().expect("the program starts").stdout.contains(&0x1b)
    };
    assert!(!coloured("TERM", "xterm-256color"), "a pipe is no terminal");
    assert!(coloured("CLICOLOR_FORCE", "1"));
    assert!(!coloured("NO_COLOR", "1"));
}
