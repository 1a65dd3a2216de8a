//! `chronostack profile`

use std::{fs, path::Path};

use insta::assert_snapshot;

use crate::program::run;

/// A stage that was timed so often.
fn stage(count: u64, p50_ns: u64, p99_ns: u64) -> String {
    format!(
        r#"{{"count":{count},"mean_ns":{p50_ns},"p50_ns":{p50_ns},"p99_ns":{p99_ns},"max_ns":{p99_ns},"buckets":[]}}"#
    )
}

fn transition(
    machine: &str,
    transition: &str,
    events: u64,
    [guards, reduce, encode, queue, sync]: [&str; 5],
) -> String {
    format!(
        r#"{{"machine":"{machine}","transition":"{transition}","events":{events},"guards":{guards},"reduce":{reduce},"encode":{encode},"queue":{queue},"sync":{sync}}}"#
    )
}

fn written(folder: &Path, transitions: &[String]) {
    let json = format!(r#"{{"transitions":[{}]}}"#, transitions.join(","));
    fs::write(folder.join("profile.json"), json).expect("it is written");
}

#[test]
fn a_profile_is_a_table_or_a_line_of_json_a_transition() {
    let folder = tempfile::tempdir().expect("a folder");
    let (quick, slow, none) = (stage(2_210, 180, 950), stage(2_210, 412_000, 2_340_000), stage(0, 0, 0));
    let transitions = [
        transition("Order", "Draft -> Open", 20_000, [&quick, &quick, &quick, &quick, &slow]),
        transition("Order", "Open -> Void", 12, [&quick, &slow, &quick, &none, &none]),
    ];
    written(folder.path(), &transitions);
    assert_snapshot!("profile_120", run(folder.path(), Some(120), ["profile", "profile.json"]).shown(folder.path()));
    let json = run(folder.path(), None, ["profile", "profile.json", "--json"]).stdout;
    assert_eq!(json.lines().collect::<Vec<_>>(), transitions);
}

#[test]
fn what_is_no_profile_is_told_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    written(folder.path(), &[]);
    fs::write(folder.path().join("other.json"), r#"{"transitions":[{"machine":7}]}"#).expect("it is written");
    let shown = ["profile.json", "other.json", "none.json"]
        .map(|file| run(folder.path(), None, ["profile", file]).shown(folder.path()));
    assert_snapshot!("profile_not_there", shown.join("\n"));
}
