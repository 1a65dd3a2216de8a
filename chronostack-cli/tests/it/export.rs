//! `chronostack export`

use crate::{program::run, sample::Sample};

#[test]
fn an_export_is_what_events_shows_as_json_and_the_shape_of_each_type() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let exported = run(folder, None, ["export", "shop.chrono", "--stream", "order"]);
    assert_eq!((exported.code, exported.stdout.lines().count()), (Some(0), 15));
    let shown = run(folder, None, ["events", "shop.chrono", "--json", "-s", "order"]).stdout;
    let differing = exported.stdout.lines().zip(shown.lines()).filter(|(exported, shown)| exported != shown);
    let shapes: Vec<bool> = differing.map(|(exported, _)| exported.contains("\"payloadschema\":")).collect();
    assert_eq!(shapes, [true, true], "the first of each type differs, by its shape");
}

#[test]
fn several_logs_are_exported_as_one_in_the_order_in_which_they_were_recorded() {
    let (sample, other) = (Sample::folder(), Sample::folder());
    let folder = sample.folder_path();
    let path = other.folder_path().join("shop.chrono").display().to_string();
    let exported = run(folder, None, ["export", "shop.chrono", &path]);
    assert_eq!(exported.code, Some(0), "{}", exported.stderr);
    let alone = |path: &str| run(folder, None, ["events", path, "--json"]).stdout;
    let mut expected: Vec<String> =
        alone("shop.chrono").lines().chain(alone(&path).lines()).map(str::to_owned).collect();
    let mut lines: Vec<&str> = exported.stdout.lines().collect();
    let time = |line: &str| line.split("\"time\":\"").nth(1).map(|rest| rest[..20].to_owned());
    assert!(lines.is_sorted_by_key(|line| time(line)), "{}", exported.stdout);
    let id = |line: &str| line.split('"').nth(7).map(str::to_owned);
    lines.sort_unstable_by_key(|line| id(line));
    expected.sort_unstable_by_key(|line| id(line));
    assert_eq!(
        lines.iter().map(|line| id(line)).collect::<Vec<_>>(),
        expected.iter().map(|line| id(line)).collect::<Vec<_>>()
    );

    let refused = run(folder, None, ["export", "shop.chrono", &path, "--limit", "3"]);
    assert_eq!(refused.code, Some(2), "{}", refused.stdout);
    assert!(refused.stderr.contains("several logs are exported whole"), "{}", refused.stderr);
}
