//! A log in which bytes were changed.

use std::{fs, path::PathBuf};

use chronostack_sqlite::rusqlite::Connection;
use insta::assert_snapshot;

use crate::{program::run, sample::Sample};

/// Changes a byte in the payload that holds `text`.
fn damage(sample: &Sample, text: &str) {
    let mut entries = fs::read_dir(sample.path()).expect("the log's folder").flatten().map(|entry| entry.path());
    let segment: PathBuf =
        entries.find(|path| path.extension().is_some_and(|end| end == "segment")).expect("a segment");
    let mut bytes = fs::read(&segment).expect("the segment");
    let place = bytes.windows(text.len()).position(|window| window == text.as_bytes()).expect("the text stands there");
    bytes[place] ^= 1;
    fs::write(&segment, bytes).expect("the segment is written");
}

#[test]
fn damage_is_found_told_and_read_around() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    damage(&sample, "grinder");
    assert_snapshot!("damage_verify", run(folder, None, ["verify", "shop.chrono"]).shown(folder));
    assert_snapshot!("damage_events", run(folder, Some(80), ["events", "shop.chrono"]).shown(folder));
    assert_snapshot!("damage_salvage", run(folder, Some(80), ["events", "shop.chrono", "--salvage"]).shown(folder));
}

#[test]
fn damage_in_a_database_is_found() {
    let sample = Sample::sqlite();
    let connection = Connection::open(sample.path()).expect("the database");
    let drop_triggers = "SELECT 'DROP TRIGGER ' || name FROM sqlite_master WHERE type = 'trigger'";
    let mut statement = connection.prepare(drop_triggers).expect("the triggers");
    let drops: Vec<String> = statement.query_map([], |row| row.get(0)).expect("rows").flatten().collect();
    connection.execute_batch(&drops.join(";")).expect("the triggers are dropped");
    connection.execute("UPDATE chronostack_events SET payload = x'00' WHERE position = 4", []).expect("a change");
    let folder = sample.folder_path();
    assert_snapshot!("damage_sqlite", run(folder, None, ["verify", "shop.sqlite"]).shown(folder));
}
