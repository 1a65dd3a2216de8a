//! The project's files, and the rules put to them.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{documents, files, imports, krate::Krate, order::LAYERS};

/// The crates whose imports are read. Only the first has declared layers; the others must be free of circles.
const CRATES: [(&str, Option<&[&str]>); 8] = [
    ("chronostack", Some(LAYERS)),
    ("chronostack-cli", None),
    ("chronostack-dashboard", None),
    ("chronostack-http", None),
    ("chronostack-macros", None),
    ("chronostack-otel", None),
    ("chronostack-query", None),
    ("chronostack-sqlite", None),
];

#[test]
fn imports_point_down_and_never_in_a_circle() {
    let violations = CRATES.iter().flat_map(|(name, layers)| {
        let prefix = format!("{name}/src/");
        let of_crate = |(file, text): (String, String)| Some((file.strip_prefix(&prefix)?.to_owned(), text));
        let files: BTreeMap<String, String> = sources().into_iter().filter_map(of_crate).collect();
        imports::violations(&Krate::parse(name, &prefix, &files), *layers)
    });
    none(&violations.collect::<Vec<_>>());
}

#[test]
fn files_are_short_and_a_mod_rs_only_gathers() {
    none(&sources().iter().flat_map(|(file, text)| files::violations(file, text)).collect::<Vec<_>>());
}

#[test]
fn documents_name_only_files_that_exist() {
    let root = root();
    let exists = |path: &str| root.join(path).exists();
    let mut texts = files_ending(".md");
    texts.extend(sources().into_iter().map(|(file, text)| (file, documents::of_source(&text))));
    none(&texts.iter().flat_map(|(file, text)| documents::violations(file, text, &exists)).collect::<Vec<_>>());
}

#[track_caller]
fn none(violations: &[String]) {
    assert!(violations.is_empty(), "{} to mend:\n\n{}\n", violations.len(), violations.join("\n"));
}

fn sources() -> BTreeMap<String, String> {
    let sources = files_ending(".rs");
    assert!(sources.contains_key("chronostack/src/lib.rs"), "the project's root was not found");
    sources
}

/// The texts of the project's files of that ending, by path from the root.
fn files_ending(ending: &str) -> BTreeMap<String, String> {
    let root = root();
    let mut found = BTreeMap::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("a folder of the project is readable") {
            let path = entry.expect("a folder of the project is readable").path();
            let relative = path.strip_prefix(&root).expect("it is below the root").to_string_lossy().replace('\\', "/");
            let built = relative.starts_with('.') || relative.split('/').any(|part| part == "target" || part == "wip");
            if path.is_dir() && !path.is_symlink() && !built {
                folders.push(path);
            } else if path.is_file() && relative.ends_with(ending) {
                found.insert(relative, fs::read_to_string(&path).expect("a file of the project is readable"));
            }
        }
    }
    found
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the package stands in the workspace").to_owned()
}
