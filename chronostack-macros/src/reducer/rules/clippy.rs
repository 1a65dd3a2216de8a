//! `docs/clippy.toml` denies what the macro denies, as far as clippy can tell it.

use proc_macro2::TokenStream;

use crate::reducer::rules::{
    denied::{
        DENIED,
        Form::{self, Path},
        WALK,
    },
    purity::holds,
    tokens::flatten,
    walks,
};

const LIST: &str = include_str!("../../../../docs/clippy.toml");

/// Names that clippy has no list for, and why.
const MACRO_ONLY: [(Form, &str); 6] = [
    (Path(&["Ksuid", "new"]), "it is a trait's, and each crate of that name has another trait"),
    (Path(&["Ordering", "Relaxed"]), "a variant is neither a function nor a type"),
    (Path(&["Ordering", "Acquire"]), "the same"),
    (Path(&["Ordering", "Release"]), "the same"),
    (Path(&["Ordering", "AcqRel"]), "the same"),
    (Path(&["Ordering", "SeqCst"]), "the same"),
];

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
    let (owner, last) = path.rsplit_once("::").expect("a path");
    let uses = match section {
        "disallowed-macros" => vec![format!("{path}!()")],
        "disallowed-types" => vec![path.to_owned()],
        _ => vec![format!("{path}()"), format!("{owner}(it).{last}()"), format!("{last}()")],
    };
    uses.iter().map(|text| text.parse().expect("tokens")).collect()
}

#[test]
fn what_clippy_denies_the_macro_denies_for_the_same_reason() {
    let entries = entries();
    assert!(entries.len() > 50, "{} entries", entries.len());
    for (section, path, reason) in &entries {
        let uses: Vec<_> = uses(section, path).into_iter().map(flatten).collect();
        let forms = DENIED.iter().filter(|source| source.what == *reason).flat_map(|source| source.forms);
        let is_denied = forms.into_iter().any(|form| uses.iter().any(|tokens| holds(tokens, *form)));
        assert!(is_denied || *reason == WALK.what, "{path}: {reason}, but not to the macro");
    }
}

#[test]
fn what_programs_write_is_denied() {
    let denied = [
        "since.elapsed()",
        "rng().random()",
        "random_range(1..=6)",
        "random_bool(0.5)",
        "(self.cents as f64).log(base)",
        "f64::log(cents, base)",
        "type_name::<Self>()",
        "Path::new(&event.file).exists()",
        "PathBuf::from(&event.file).metadata()",
        "event.files.iter().any(Path::is_file)",
        "fs::read(&event.file)",
        "process::Command::new(\"ls\")",
        "thread::current().id()",
        "thread::sleep(pause)",
    ];
    for code in denied {
        let tokens = flatten(code.parse().expect("tokens"));
        assert!(DENIED.iter().any(|source| source.forms.iter().any(|form| holds(&tokens, *form))), "{code}");
    }
}

/// Each name that the macro knows is one that an entry of the list denies for the same reason.
#[test]
fn what_the_macro_denies_clippy_denies() {
    let entries = entries();
    for source in DENIED {
        let told = entries.iter().filter(|(_, _, reason)| *reason == source.what);
        let uses: Vec<_> = told.flat_map(|(section, path, _)| uses(section, path)).map(flatten).collect();
        for form in source.forms {
            // Clippy has no list for syntax and literals.
            let by_name = !matches!(form, Form::Words(_) | Form::Text(_));
            let why_not = MACRO_ONLY.iter().find(|(own, _)| own == form).map(|(_, why)| *why);
            let is_told = uses.iter().any(|tokens| holds(tokens, *form));
            assert_eq!(
                is_told,
                by_name && why_not.is_none(),
                "{form:?} {}: {}",
                source.what,
                why_not.unwrap_or_default()
            );
        }
    }
}

#[test]
fn clippy_knows_each_walk_and_both_kinds_of_numbers() {
    let entries = entries();
    let has = |wanted: &str| entries.iter().any(|(_, path, _)| *path == wanted);
    // `into_iter` is a trait's, which every collection has.
    for method in walks::METHODS.iter().filter(|method| **method != "into_iter") {
        assert!(has(&format!("std::collections::HashMap::{method}")), "{method}");
    }
    for (_, path, _) in &entries {
        let other = path.strip_prefix("f32::").map(|method| format!("f64::{method}"));
        let other = other.or(path.strip_prefix("f64::").map(|method| format!("f32::{method}")));
        assert!(other.is_none_or(|other| has(&other)), "{path}");
    }
}
