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
