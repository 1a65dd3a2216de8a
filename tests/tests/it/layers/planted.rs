//! The rules put to planted mistakes: a rule that cannot fail holds nothing.

use std::collections::BTreeMap;

use super::{documents, files, imports, krate::Krate};

const LAYERS: &[&str] = &["low", "high"];

fn violations(files: &[(&str, &str)], layers: Option<&[&str]>) -> Vec<String> {
    let files: BTreeMap<String, String> = files.iter().map(|(file, text)| ((*file).into(), (*text).into())).collect();
    imports::violations(&Krate::parse("planted", "planted/src/", &files), layers)
}

/// A crate of two layers, with this text in the lower one.
fn low(text: &str) -> Vec<String> {
    let root = "pub mod low; pub mod high; mod prelude; pub use high::High;";
    violations(
        &[
            ("lib.rs", root),
            ("low.rs", text),
            ("high.rs", "pub struct High;"),
            ("prelude.rs", "pub use crate::high::High;"),
        ],
        Some(LAYERS),
    )
}

#[track_caller]
fn one(found: &[String], parts: &[&str]) {
    let [message] = found else { panic!("one message was expected: {found:#?}") };
    for part in parts {
        assert!(message.contains(part), "{part:?} is missing in: {message}");
    }
}

#[test]
fn an_import_that_points_up_is_found() {
    one(&low("\nuse crate::high::High;"), &["planted/src/low.rs:2: `crate::high::High` points up", "`low` to `high`"]);
    one(&low("use super::high::{High};"), &["low.rs:1:", "points up"]);
    one(&low("fn f() -> Option<crate::high::High> { None }"), &["low.rs:1:", "points up"]);
    one(&low("fn f() {\n    println!(\"{:?}\", crate::high::High);\n}"), &["low.rs:2:", "points up"]);
    one(&low("fn f() { use crate::high as other; }"), &["`crate::high` points up"]);
    one(&low("use planted::high::High;"), &["`planted::high::High` points up"]);
}

#[test]
fn an_import_through_the_root_or_the_facade_is_found() {
    one(&low("use crate::High;"), &["goes through the crate's root"]);
    one(&low("use crate::prelude::High;"), &["points up, from `low` to `high`"]);
    one(&low("use crate::prelude::*;"), &["goes through the facade `prelude`"]);
}

#[test]
fn a_module_without_a_layer_is_found() {
    let files = [("lib.rs", "mod low; mod new;"), ("low.rs", ""), ("new.rs", "use crate::low::Low;")];
    one(&violations(&files, Some(LAYERS)), &["planted/src/new.rs:1:", "`new`, which has no layer"]);
}

#[test]
fn what_may_be_imported_is_left_alone() {
    assert_eq!(
        low("use std::fmt;\nuse serde::high::High;\nfn high() {}\nuse self::inner::X; mod inner { pub struct X; }"),
        [""; 0]
    );
    assert_eq!(low("#[cfg(test)]\nmod tests { use crate::high::High; }"), [""; 0]);
    assert_eq!(low("#[cfg(all(test, unix))]\nuse crate::high::High;"), [""; 0]);
    assert_eq!(low("macro_rules! m { () => { $crate::high::High; pub(crate) fn f() {} } }"), [""; 0]);
    assert_eq!(low("/// See [`High`](crate::high::High).\npub(in crate::low) struct Low;"), [""; 0]);
    one(&low("#[cfg(any(test, feature = \"testing\"))]\nuse crate::high::High;"), &["points up"]);
    one(&low("#[cfg(not(test))]\nuse crate::high::High;"), &["points up"]);
}

#[test]
fn a_circle_between_siblings_is_found_through_what_gathers_them() {
    let files = [
        ("lib.rs", "mod low;"),
        ("low/mod.rs", "mod a; mod b; mod c; pub use a::A; pub use c::*;"),
        ("low/a.rs", "use crate::low::b::B; pub struct A;"),
        ("low/b.rs", "\nuse crate::low::C; pub struct B;"),
        ("low/c.rs", "\n\npub struct C(super::A);"),
    ];
    let circle =
        ["planted/src/low/a.rs:1: `crate::low::b::B`", "low/b.rs:2: `crate::low::C`", "low/c.rs:3: `super::A`"];
    one(&violations(&files, Some(LAYERS)), &circle);
    let mut broken = files;
    broken[4].1 = "pub struct C;";
    assert_eq!(violations(&broken, Some(LAYERS)), [""; 0]);
}

#[test]
fn a_circle_between_a_folder_and_its_sibling_is_found() {
    let files = [
        ("lib.rs", "mod folder; mod file; mod parent;"),
        ("folder/mod.rs", "mod a; mod b;"),
        ("folder/a.rs", "pub struct A;"),
        ("folder/b.rs", "use crate::file::File;"),
        ("file.rs", "pub struct File(crate::folder::a::A);"),
        ("parent.rs", "mod child; pub struct Parent(child::Child);"),
        ("parent/child.rs", "use super::Parent; pub struct Child;"),
    ];
    let found = violations(&files, None);
    one(&found[..1], &["file.rs:1: `crate::folder::a::A`", "folder/b.rs:1: `crate::file::File`"]);
    one(&found[1..], &["parent.rs:1: `child::Child`", "parent/child.rs:1: `super::Parent`"]);
}

#[test]
fn a_long_file_and_a_mod_rs_with_code_are_found() {
    one(&files::violations("a.rs", &"\n".repeat(501)), &["a.rs: 501 lines"]);
    assert_eq!(files::violations("a.rs", &"\n".repeat(500)), [""; 0]);
    one(&files::violations("a/mod.rs", "//! Docs.\nmod b;\nfn f() {}"), &["a/mod.rs: a mod.rs holds"]);
    one(&files::violations("a/mod.rs", "mod b { }"), &["a/mod.rs: a mod.rs holds"]);
    assert_eq!(files::violations("a/mod.rs", "//! Docs.\n#[cfg(test)]\nmod tests;\npub use b::C;"), [""; 0]);
}

#[test]
fn a_named_file_that_does_not_exist_is_found() {
    let exists = |path: &str| path == "docs/format.md" || path == "README.md";
    let found = |text| documents::violations("docs/index.md", text, &exists);
    one(&found("See\n`docs/gone.md`."), &["docs/index.md:2: names `docs/gone.md`"]);
    one(&found("See [it](gone.md#part)."), &["names `gone.md`"]);
    one(&found("See [it](../GONE.md)."), &["names `../GONE.md`"]);
    assert_eq!(
        found("`docs/format.md`, [it](format.md#a), [up](../README.md), [web](https://a.b/c.md), `a.rs`"),
        [""; 0]
    );
    assert_eq!(found("```\n`docs/gone.md`\n```\n[`X`](crate::a::X) `src/<name>.rs`"), [""; 0]);
    assert_eq!(documents::of_source("use a;\n    /// `b/c.rs`\n"), "\n `b/c.rs`\n");
}
