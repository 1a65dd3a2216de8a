//! `chronostack export`

use crate::{program::run, sample::Sample};

#[test]
fn an_export_is_what_events_shows_as_json() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let exported = run(folder, None, ["export", "shop.chrono", "--stream", "order"]);
    assert_eq!((exported.code, exported.stdout.lines().count()), (Some(0), 15));
    assert_eq!(exported.stdout, run(folder, None, ["events", "shop.chrono", "--json", "-s", "order"]).stdout);
}
