//! `chronostack verify`

use insta::assert_snapshot;

use crate::{program::run, sample::Sample};

#[test]
fn a_sound_log_is_told_to_be() {
    let sample = Sample::folder();
    let folder = sample.folder_path();
    let ran = run(folder, None, ["verify", "shop.chrono"]);
    assert!(
        ran.stdout.starts_with("sound: 16 events, ") && ran.stdout.ends_with("folder shop.chrono\n"),
        "{}",
        ran.stdout
    );
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));

    let sqlite = Sample::sqlite();
    let ran = run(sqlite.folder_path(), None, ["verify", "shop.sqlite", "--json"]);
    assert!(ran.stdout.starts_with("{\"sound\":true,\"events\":16,"), "{}", ran.stdout);
    assert_eq!((ran.code, ran.stderr.as_str()), (Some(0), ""));
}

#[test]
fn no_log_is_another_exit_code_than_a_damaged_one() {
    let none = Sample::empty();
    let folder = none.folder_path();
    assert_snapshot!("verify_none", run(folder, None, ["verify", "none.chrono"]).shown(folder));
}
