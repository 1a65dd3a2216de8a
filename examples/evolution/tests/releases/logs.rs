//! Every release on every log.

use std::{fmt::Write, fs};

use chronostack_example_evolution::{RELEASES, Release, copy_log};
use tempfile::TempDir;

/// A copy of the log that a release left. The first run of a new release records it, on top of the log of the one before.
fn log_of(release: &Release) -> TempDir {
    let kept = release.folder().join("billing.chrono");
    if !kept.exists() {
        assert!(std::env::var_os("CI").is_none(), "the log of release {} is not committed", release.number);
        let folder = match RELEASES[..release.number - 1].last() {
            Some(before) => log_of(before),
            None => tempfile::tempdir().expect("a folder"),
        };
        release.record(folder.path()).expect("the release records");
        fs::create_dir_all(&kept).expect("a folder");
        for entry in fs::read_dir(folder.path()).expect("the log's folder") {
            let name = entry.expect("a file").file_name();
            let text = name.to_string_lossy();
            if text.ends_with(".segment") || text == "chronostack.json" {
                fs::copy(folder.path().join(&name), kept.join(&name)).expect("it is copied");
            }
        }
    }
    let folder = tempfile::tempdir().expect("a folder");
    copy_log(&kept, folder.path()).expect("the log is copied");
    folder
}

#[test]
fn every_release_reads_all_older_logs() {
    for recorded in &RELEASES {
        let log = log_of(recorded);
        let mut shown = String::new();
        for reading in &RELEASES[recorded.number - 1..] {
            let states = reading.states(log.path());
            let states = states.unwrap_or_else(|error| {
                panic!("release {} cannot read the log of release {}: {error}", reading.number, recorded.number)
            });
            writeln!(shown, "release {}", reading.number).expect("a text");
            for (id, state) in states {
                writeln!(shown, "  {id}: {state}").expect("a text");
            }
        }
        insta::assert_snapshot!(format!("the_log_of_release_{}", recorded.number), shown);
    }
}

/// A deploy that was rolled back: the code is older than the log. It says so, and changes nothing.
#[test]
fn an_older_release_refuses_what_it_does_not_know() {
    let log = log_of(&RELEASES[4]);
    let mut shown = String::new();
    for reading in &RELEASES[..4] {
        let error = reading.states(log.path()).expect_err("it must not guess");
        writeln!(shown, "release {}: {error}", reading.number).expect("a text");
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn each_release_goes_on_with_the_log_of_the_one_before() {
    for [before, release] in RELEASES.array_windows() {
        let log = log_of(before);
        release.record(log.path()).expect("the release records");
        let states = |log: &TempDir| release.states(log.path()).expect("it reads what it wrote");
        assert_eq!(states(&log), states(&log_of(release)), "release {}", release.number);
    }
}
