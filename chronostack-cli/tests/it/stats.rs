//! `chronostack stats`

use insta::assert_snapshot;

use crate::{program::run, sample::Sample};

#[test]
fn a_log_is_told_in_numbers() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let without_size = |text: String| -> String {
        let line = |line: &str| {
            if line.starts_with("size ") { "size      (of this run)\n".into() } else { format!("{line}\n") }
        };
        text.lines().map(line).collect()
    };
    assert_snapshot!("stats_80", without_size(run(folder, Some(80), ["stats", "shop.chrono"]).shown(folder)));
    let json = run(folder, None, ["stats", "shop.chrono", "--json"]).shown(folder);
    let (json, bytes) = json.rsplit_once("\"bytes\":").expect("the last member");
    assert!(bytes.trim_end_matches("}\n").parse::<u64>().is_ok_and(|bytes| bytes > 1_000), "{bytes}");
    assert_snapshot!("stats_json", json);
}
