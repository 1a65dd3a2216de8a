//! The recorded histories in a folder, found while compiling.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use proc_macro2::Span;
use syn::{Ident, LitStr};

use crate::diagnostics::{Diagnostics, did_you_mean};

/// A file `NAME.jsonl`.
pub(crate) struct History {
    pub(crate) name: String,
    pub(crate) test: Ident,
}

/// The histories in `folder`, by name. An empty folder is fine; one that does not exist is an error, for it may
/// as well be misspelt.
pub(crate) fn histories(folder: &LitStr, diagnostics: &mut Diagnostics) -> Vec<History> {
    let package = std::env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from).unwrap_or_default();
    let path = package.join(folder.value());
    let entries = match fs::read_dir(&path) {
        Ok(entries) => entries,
        Err(error) => {
            let what = match error.kind() {
                io::ErrorKind::NotFound => format!("this package has no folder `{}`", folder.value()),
                _ => format!("the folder `{}` cannot be read: {error}", folder.value()),
            };
            let why = "the recorded histories stand there, a file each, and it may as well be misspelt";
            diagnostics.error(folder, what, why, fix(&path));
            return Vec::new();
        }
    };
    let files =
        entries.flatten().map(|entry| entry.path()).filter(|path| path.extension().is_some_and(|e| e == "jsonl"));
    let mut names: Vec<String> = files.filter_map(|path| Some(path.file_stem()?.to_str()?.to_owned())).collect();
    names.sort();
    let mut tests = BTreeMap::new();
    for name in &names {
        if let Some(other) = tests.insert(test_name(name), name) {
            let what = format!("`{other}.jsonl` and `{name}.jsonl` would both be the test `{}`", test_name(name));
            diagnostics.error(
                folder,
                what,
                "a test is named after its file's letters and digits",
                "rename one of them",
            );
        }
    }
    let test = |name: &str| Ident::new(&test_name(name), Span::call_site());
    names.into_iter().map(|name| History { test: test(&name), name }).collect()
}

fn fix(path: &Path) -> String {
    let wanted = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let beside = path.parent().and_then(|parent| fs::read_dir(parent).ok());
    let beside: Vec<String> =
        beside.into_iter().flatten().flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    match did_you_mean(wanted, beside.iter().map(String::as_str)) {
        Some(name) => format!("did you mean `{name}`?"),
        None => "create it, and write recorded histories there: `story.to_jsonl()` as NAME.jsonl".to_owned(),
    }
}

/// `2024 refund-case` → `history_2024_refund_case`.
fn test_name(name: &str) -> String {
    let plain = |letter: char| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '_' };
    format!("history_{}", name.chars().map(plain).collect::<String>())
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::{fix, test_name};

    #[test]
    fn a_misspelt_folder_is_known() {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        assert_eq!(fix(&package.join("srx")), "did you mean `src`?");
        assert!(fix(&package.join("histories")).starts_with("create it"));
    }

    #[test]
    fn a_test_is_named_after_its_file() {
        assert_eq!(test_name("2024 Refund-case"), "history_2024_refund_case");
    }
}
