//! `docs/clippy.toml` denies what the macro denies, as far as clippy can tell it.

use std::collections::BTreeSet;

use proc_macro2::TokenStream;

use crate::reducer::rules::{
    denied::{DENIED, WALK},
    purity::source_of,
    tokens::flatten,
};

const LIST: &str = include_str!("../../../../docs/clippy.toml");

/// What clippy has no list for: syntax, texts, and crates that are denied as a whole.
const MACRO_ONLY: [&str; 1] = ["waits"];

/// What the list has for a path: its section, the path, and the reason.
fn entries() -> Vec<(&'static str, &'static str, &'static str)> {
    let mut section = "";
    let mut entries = Vec::new();
    for line in LIST.lines() {
        if let Some((name, "[")) = line.split_once(" = ") {
            section = name;
        } else if line.starts_with("    {") {
            let quoted: Vec<&str> = line.split('"').collect();
            let [_, path, _, reason, ..] = quoted[..] else { panic!("{line}") };
            entries.push((section, path, reason));
        }
    }
    entries
}

/// How a path is written where it is used.
fn uses(section: &str, path: &str) -> Vec<TokenStream> {
    let last = path.rsplit("::").next().unwrap_or_default();
    let uses = match section {
        "disallowed-macros" => vec![format!("{path}!()")],
        "disallowed-types" => vec![path.to_owned()],
        _ => vec![format!("{path}()"), format!("it.{last}()")],
    };
    uses.iter().map(|text| text.parse().expect("tokens")).collect()
}

#[test]
fn what_clippy_denies_the_macro_denies_for_the_same_reason() {
    let entries = entries();
    assert!(entries.len() > 50, "{} entries", entries.len());
    for (section, path, reason) in &entries {
        let reasons: Vec<&str> =
            uses(section, path).into_iter().filter_map(|tokens| source_of(&flatten(tokens))).map(|s| s.what).collect();
        assert!(reasons.contains(reason) || *reason == WALK.what, "{path}: {reason}, and the macro says {reasons:?}");
    }
}

#[test]
fn what_the_macro_denies_clippy_denies() {
    let told: BTreeSet<&str> = entries().into_iter().map(|(_, _, reason)| reason).chain(MACRO_ONLY).collect();
    let denied: BTreeSet<&str> = DENIED.iter().map(|source| source.what).chain([WALK.what]).collect();
    assert_eq!(told, denied);
}
