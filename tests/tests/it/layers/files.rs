//! The rules of a single file.

use syn::Item;

/// A file longer than this holds more than one concept.
const LINES_MAX: usize = 500;

/// What is wrong with one file.
pub(super) fn violations(file: &str, text: &str) -> Vec<String> {
    let mut found = Vec::new();
    let lines = text.lines().count();
    if lines > LINES_MAX {
        found.push(format!("{file}: {lines} lines, and {LINES_MAX} are the bound; split it by concept"));
    }
    if file.ends_with("/mod.rs") {
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
        let gathers = |item: &Item| match item {
            Item::Use(_) => true,
            Item::Mod(module) => module.content.is_none(),
            _ => false,
        };
        if !parsed.items.iter().all(gathers) {
            found.push(format!(
                "{file}: a mod.rs holds docs, `mod` and `use` only; move the rest into a file named after it"
            ));
        }
    }
    found
}
