//! A crate's source as a tree of modules, test code left out.

use std::collections::{BTreeMap, BTreeSet};

use syn::{Attribute, Item, ItemMod, Meta, Token, UseTree, punctuated::Punctuated};

use super::references::{Reference, references};

/// A module's place below the crate's root, which is the empty path.
pub(super) type ModulePath = Vec<String>;

/// Every module of one crate that is no test.
pub(super) struct Krate {
    pub(super) name: String,
    pub(super) modules: BTreeMap<ModulePath, Module>,
    /// Where each `#[macro_export]` macro is written: its name stands at the root wherever that is.
    macros: BTreeMap<String, ModulePath>,
}

/// One module.
#[derive(Default)]
pub(super) struct Module {
    /// The file it stands in, as it was given.
    pub(super) file: String,
    /// Whether it only gathers other modules: a `mod.rs`, or the crate's root.
    pub(super) gathers: bool,
    /// What it names by paths that may be this crate's own.
    pub(super) references: Vec<Reference>,
    items: BTreeSet<String>,
    imports: BTreeMap<String, Vec<String>>,
    globs: Vec<Vec<String>>,
}

/// What a path of this crate leads to.
#[derive(Debug, PartialEq)]
pub(super) struct Target {
    /// The module that holds it.
    pub(super) module: ModulePath,
    /// Whether it was found under another name at the crate's root.
    pub(super) through_root: bool,
}

impl Krate {
    /// Parses a crate from its files, by path relative to `src`.
    pub(super) fn parse(name: &str, prefix: &str, files: &BTreeMap<String, String>) -> Self {
        let mut krate = Self { name: name.to_owned(), modules: BTreeMap::new(), macros: BTreeMap::new() };
        krate.read_file("lib.rs", prefix, files, &Vec::new());
        krate
    }

    fn read_file(&mut self, file: &str, prefix: &str, files: &BTreeMap<String, String>, path: &ModulePath) {
        let place = format!("{prefix}{file}");
        let text = files.get(file).unwrap_or_else(|| panic!("{place}: a `mod` names it, and it is not there"));
        let parsed = syn::parse_file(text).unwrap_or_else(|error| panic!("{place}: {error}"));
        let folder = match file.rsplit_once('/') {
            Some((folder, "mod.rs")) => format!("{folder}/"),
            _ if file == "lib.rs" => String::new(),
            _ => format!("{}/", file.trim_end_matches(".rs")),
        };
        let gathers = file == "lib.rs" || file.ends_with("/mod.rs");
        for child in self.read_items(&parsed.items, &place, gathers, path) {
            let name = child.ident.to_string();
            let file = match path_attribute(&child) {
                Some(other) => match file.rsplit_once('/') {
                    Some((folder, _)) => format!("{folder}/{other}"),
                    None => other,
                },
                None if files.contains_key(&format!("{folder}{name}.rs")) => format!("{folder}{name}.rs"),
                None => format!("{folder}{name}/mod.rs"),
            };
            self.read_file(&file, prefix, files, &child_path(path, &name));
        }
    }

    /// Reads the items of one module and of those written inside it; answers with those in files of their own.
    fn read_items(&mut self, items: &[Item], file: &str, gathers: bool, path: &ModulePath) -> Vec<ItemMod> {
        let mut module = Module { file: file.to_owned(), gathers, references: references(items), ..Module::default() };
        let mut elsewhere = Vec::new();
        for item in items.iter().filter(|item| !is_test(attributes(item))) {
            match item {
                Item::Mod(child) => match &child.content {
                    Some((_, items)) => {
                        let path = child_path(path, &child.ident.to_string());
                        // A file of a module that is written inside another does not occur here.
                        let unread = self.read_items(items, file, false, &path);
                        assert!(unread.is_empty(), "{file}: a `mod` with a file stands inside another");
                    }
                    None => elsewhere.push(child.clone()),
                },
                Item::Use(import) => module.import(&import.tree, &mut Vec::new()),
                Item::Macro(item) if item.attrs.iter().any(|it| it.path().is_ident("macro_export")) => {
                    self.macros.extend(item.ident.iter().map(|name| (name.to_string(), path.clone())));
                }
                item => module.items.extend(name(item)),
            }
        }
        self.modules.insert(path.clone(), module);
        elsewhere
    }

    /// What `path`, written in module `from`, leads to; `None` when it is not of this crate.
    pub(super) fn resolve(&self, from: &ModulePath, path: &[String]) -> Option<Target> {
        self.walk(from, path, 16)
    }

    fn walk(&self, from: &ModulePath, path: &[String], depth: u8) -> Option<Target> {
        let (first, rest) = path.split_first()?;
        let start = match first.as_str() {
            "crate" => Vec::new(),
            name if name == self.name.replace('-', "_") => Vec::new(),
            "self" => from.clone(),
            "super" => from[..from.len().checked_sub(1)?].to_vec(),
            name => Some(child_path(from, name)).filter(|child| self.modules.contains_key(child))?,
        };
        self.descend(start, rest, depth.checked_sub(1)?)
    }

    fn descend(&self, module: ModulePath, rest: &[String], depth: u8) -> Option<Target> {
        let Some((name, behind)) = rest.split_first() else {
            return Some(Target { module, through_root: false });
        };
        if name == "super" {
            return self.descend(module[..module.len().checked_sub(1)?].to_vec(), behind, depth.checked_sub(1)?);
        }
        let child = child_path(&module, name);
        if self.modules.contains_key(&child) {
            return self.descend(child, behind, depth);
        }
        let here = self.modules.get(&module)?;
        if here.items.contains(name) {
            return Some(Target { through_root: module.is_empty(), module });
        }
        if let Some(macro_home) = self.macros.get(name).filter(|_| module.is_empty()) {
            return Some(Target { module: macro_home.clone(), through_root: false });
        }
        let named = here.imports.get(name).map(|path| [path, behind].concat());
        let globbed = here.globs.iter().map(|glob| [glob, rest].concat());
        let found = named.into_iter().chain(globbed).find_map(|path| self.walk(&module, &path, depth.checked_sub(1)?));
        let through_root = module.is_empty();
        Some(Target { module: found.map_or(module, |target| target.module), through_root })
    }
}

impl Module {
    fn import(&mut self, tree: &UseTree, before: &mut Vec<String>) {
        match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.import(&path.tree, before);
                before.pop();
            }
            UseTree::Group(group) => group.items.iter().for_each(|tree| self.import(tree, before)),
            UseTree::Glob(_) => self.globs.push(before.clone()),
            UseTree::Name(name) if name.ident == "self" => {
                self.imports.extend(before.last().map(|last| (last.clone(), before.clone())));
            }
            UseTree::Name(name) => {
                let name = name.ident.to_string();
                self.imports.insert(name.clone(), child_path(before, &name));
            }
            UseTree::Rename(rename) => {
                self.imports.insert(rename.rename.to_string(), child_path(before, &rename.ident.to_string()));
            }
        }
    }
}

/// Whether an item is compiled for tests only.
pub(super) fn is_test(attributes: &[Attribute]) -> bool {
    fn only_test(meta: &Meta) -> bool {
        match meta {
            Meta::Path(path) => path.is_ident("test"),
            Meta::List(list) if list.path.is_ident("all") => list
                .parse_args_with(Punctuated::<Meta, Token![,]>::parse_terminated)
                .is_ok_and(|all| all.iter().any(only_test)),
            _ => false,
        }
    }
    attributes.iter().any(|attribute| {
        attribute.path().is_ident("test")
            || attribute.path().is_ident("cfg") && attribute.parse_args::<Meta>().is_ok_and(|meta| only_test(&meta))
    })
}

/// An item's attributes.
pub(super) fn attributes(item: &Item) -> &[Attribute] {
    match item {
        Item::Const(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::ExternCrate(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Impl(item) => &item.attrs,
        Item::Macro(item) => &item.attrs,
        Item::Mod(item) => &item.attrs,
        Item::Static(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Trait(item) => &item.attrs,
        Item::Type(item) => &item.attrs,
        Item::Use(item) => &item.attrs,
        _ => &[],
    }
}

fn name(item: &Item) -> Option<String> {
    let ident = match item {
        Item::Const(item) => &item.ident,
        Item::Enum(item) => &item.ident,
        Item::Fn(item) => &item.sig.ident,
        Item::Macro(item) => item.ident.as_ref()?,
        Item::Static(item) => &item.ident,
        Item::Struct(item) => &item.ident,
        Item::Trait(item) => &item.ident,
        Item::Type(item) => &item.ident,
        _ => return None,
    };
    Some(ident.to_string())
}

fn path_attribute(item: &ItemMod) -> Option<String> {
    let attribute = item.attrs.iter().find(|attribute| attribute.path().is_ident("path"))?;
    match &attribute.meta.require_name_value().ok()?.value {
        syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    }
}

fn child_path(path: &[String], name: &str) -> Vec<String> {
    let mut path = path.to_vec();
    path.push(name.to_owned());
    path
}
