//! `chronostack trace`

use insta::assert_snapshot;

use crate::{
    program::run,
    sample::{Sample, parcels},
};

#[test]
fn what_came_of_an_event_is_shown_over_two_logs() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    parcels(&sample);
    let both = ["trace", "shop.chrono", "parcels.chrono", "1"];
    let shown = run(folder, Some(120), both).shown(folder);
    // Ids are cut short, and random.
    let ids = |line: &str| {
        line.trim_end_matches(|char: char| char.is_ascii_hexdigit() || char == '-').trim_end().to_owned() + "\n"
    };
    assert_snapshot!("trace_120", shown.lines().map(ids).collect::<String>());
    let json = run(folder, None, both.iter().chain(&["--json"])).stdout;
    assert_eq!(json.lines().count(), 4);
    assert!(json.lines().all(|line| line.starts_with("{\"id\":\"") && line.contains("\"causes\":[")), "{json}");
    let critical = run(folder, Some(120), ["trace", "shop.chrono", "2", "--format", "critical"]).stdout;
    assert!(critical.contains("order.placed") && critical.contains("7.0 min"), "{critical}");
    for (format, sign) in [("dot", "digraph"), ("mermaid", "flowchart"), ("perfetto", "traceEvents")] {
        let drawn = run(folder, None, both.iter().chain(&["--format", format])).stdout;
        assert!(drawn.contains(sign), "{format}: {drawn}");
    }
}

#[test]
fn an_event_is_named_by_id_by_the_start_of_one_or_by_position() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let whole = run(folder, None, ["trace", "shop.chrono", "2", "--json", "--reach", "ancestors"]).stdout;
    let id = whole.lines().last().and_then(|line| line.split('"').nth(3)).expect("an id");
    let (log, _) = id.split_once('-').expect("a log and a position");
    for named in [id.to_owned(), format!("{}-2", &log[..6])] {
        let same = run(folder, None, ["trace", "shop.chrono", &named, "--json", "--reach", "ancestors"]);
        assert_eq!((same.stdout.as_str(), same.stderr.as_str()), (whole.as_str(), ""));
    }
}

#[test]
fn an_event_that_is_not_there_is_told_with_what_to_do() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let shown: Vec<String> = ["99", "placed", "zz-1"]
        .into_iter()
        .map(|event| run(folder, None, ["trace", "shop.chrono", event]).shown(folder))
        .collect();
    assert_snapshot!("trace_not_there", shown.join("\n"));
}
