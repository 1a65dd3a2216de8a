//! `chronostack import`

use std::{io::Write, process::Stdio};

use insta::assert_snapshot;

use crate::{
    program::{Ran, program, run},
    sample::{Sample, note, write_on},
};

/// Imports lines into the log of that name in the sample's folder.
fn import(sample: &Sample, log: &str, lines: &str) -> Ran {
    let mut command = program();
    command.current_dir(sample.folder_path()).args(["import", log]);
    let mut importing =
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it starts");
    // One that fails early does not read to the end.
    let _ = importing.stdin.take().expect("a pipe").write_all(lines.as_bytes());
    let output = importing.wait_with_output().expect("it ends");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

fn export(sample: &Sample, log: &str) -> String {
    run(sample.folder_path(), None, ["export", log]).stdout
}

#[test]
fn what_was_exported_comes_back_the_same_in_a_folder_and_in_a_database() {
    let sample = Sample::folder();
    let lines = export(&sample, "shop.chrono");
    for log in ["copy.chrono", "copy.sqlite"] {
        let imported = import(&sample, log, &lines);
        assert_eq!(imported.code, Some(0), "{}", imported.stderr);
        assert!(imported.stdout.starts_with("imported 16 events into "), "{}", imported.stdout);
        assert_eq!(export(&sample, log), lines);
        assert_eq!(run(sample.folder_path(), None, ["verify", log]).code, Some(0));
    }
}

#[test]
fn an_import_that_was_cut_short_is_repeated() {
    let sample = Sample::folder();
    let lines = export(&sample, "shop.chrono");
    let some: String = lines.split_inclusive('\n').take(7).collect();
    assert_eq!(import(&sample, "copy.chrono", &some).code, Some(0));
    let folder = sample.folder_path();
    assert_snapshot!("import_again", import(&sample, "copy.chrono", &lines).shown(folder));
    assert_eq!(export(&sample, "copy.chrono"), lines);
}

#[test]
fn an_import_of_large_payloads_is_repeated() {
    let sample = Sample::empty();
    let stack = write_on(&sample.path());
    // More than one read of a log answers with, in one commit of the import.
    (0..260).for_each(|_| note(&stack, &"long ".repeat(2_000)));
    drop(stack);
    let lines = export(&sample, "none.chrono");
    for (known, expected) in
        [(200, "imported 200 events"), (260, "imported 60 events"), (260, "passed over 260 events")]
    {
        let some: String = lines.split_inclusive('\n').take(known).collect();
        let imported = import(&sample, "copy.chrono", &some);
        assert_eq!(imported.code, Some(0), "{}", imported.stderr);
        assert!(imported.stdout.contains(expected), "{}", imported.stdout);
    }
    assert_eq!(export(&sample, "copy.chrono"), lines);
}

#[test]
fn a_line_that_will_not_do_is_named_and_nothing_of_its_batch_is_imported() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let lines = export(&sample, "shop.chrono");
    let changed = |from: &str, to: &str| {
        assert!(lines.contains(from));
        lines.replacen(from, to, 1)
    };
    let failing = [
        ("import_payload", changed("\"cents\":2000", "\"cents\":\"much\"")),
        ("import_no_json", changed("{\"specversion\"", "specversion")),
        ("import_unknown", run(folder, None, ["events", "shop.chrono", "--json"]).stdout),
    ];
    for (name, lines) in failing {
        let log = format!("{name}.chrono");
        assert_snapshot!(name, import(&sample, &log, &lines).shown(folder));
        assert_eq!(export(&sample, &log), "");
    }
}

#[test]
fn batches_before_a_gap_are_imported_and_nothing_behind() {
    let sample = Sample::folder();
    let lines = export(&sample, "shop.chrono");
    let gap: String = lines.split_inclusive('\n').filter(|line| !line.contains("\"position\":7,")).collect();
    assert_snapshot!("import_gap", import(&sample, "copy.chrono", &gap).shown(sample.folder_path()));
    assert_eq!(
        export(&sample, "copy.chrono").lines().count(),
        1,
        "the second event has another idempotency key, so a commit of its own"
    );
    assert_eq!(import(&sample, "copy.chrono", &lines).code, Some(0), "the whole goes on behind it");
    assert_eq!(export(&sample, "copy.chrono"), lines);
}

#[test]
fn a_log_to_which_somebody_writes_is_left_alone() {
    let sample = Sample::folder();
    let lines = export(&sample, "shop.chrono");
    let stack = write_on(&sample.path());
    let ran = import(&sample, "shop.chrono", &lines);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stderr.contains("it is open for writing in process "), "{}", ran.stderr);
    drop(stack);
}
