//! Paths that lead to no log, and command lines that say nothing.

use std::fs;

use insta::assert_snapshot;

use crate::{program::run, sample::Sample};

#[test]
fn a_path_that_leads_to_no_log_is_told_with_what_to_do() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    fs::write(folder.join("notes.txt"), "no database at all").expect("a file");
    let mut shown = String::new();
    for path in ["shop.chron", ".", "notes.txt", "shop.chrono/lock"] {
        let ran = run(folder, None, ["events", path]);
        assert_eq!(ran.code, Some(2));
        shown += &ran.stderr;
    }
    assert_snapshot!("paths", shown);
}

#[test]
fn help_fits_the_terminal_and_scripts_and_pages_are_made() {
    let sample = Sample::empty();
    let folder = sample.folder_path();
    assert_snapshot!("help", run(folder, Some(80), ["--help"]).shown(folder));
    assert_snapshot!("help_events", run(folder, Some(80), ["events", "--help"]).shown(folder));
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = run(folder, None, ["completions", shell]);
        assert!(ran.code == Some(0) && ran.stdout.contains("salvage"), "{shell}");
    }
    assert_eq!(run(folder, None, ["man", "."]).code, Some(0));
    let page = fs::read_to_string(folder.join("chronostack-events.1")).expect("a page");
    assert!(page.contains("CloudEvents"), "{page}");
}

#[test]
fn a_command_that_needs_a_machine_says_so() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    assert_snapshot!("needs_a_machine", run(folder, Some(80), ["state", "shop.chrono", "order/order-1"]).shown(folder));
}
