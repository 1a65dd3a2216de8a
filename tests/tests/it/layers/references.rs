//! The paths that a module names: its `use` lines, the paths inside its code, and those inside macro calls.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    ImplItem, Item, ItemMod, ItemUse, Macro, UseTree, VisRestricted,
    visit::{self, Visit},
};

use super::krate::{attributes, is_test};

/// A path that may lead to another module of the crate.
pub(super) struct Reference {
    /// Its segments, as written.
    pub(super) path: Vec<String>,
    /// Its line in the file, from 1.
    pub(super) line: usize,
}

/// Every path in `items`, without test code and without modules written inside.
pub(super) fn references(items: &[Item]) -> Vec<Reference> {
    let mut collector = Collector::default();
    for item in items {
        collector.visit_item(item);
    }
    collector.found
}

#[derive(Default)]
struct Collector {
    found: Vec<Reference>,
}

impl<'ast> Visit<'ast> for Collector {
    fn visit_item(&mut self, item: &'ast Item) {
        if !is_test(attributes(item)) {
            visit::visit_item(self, item);
        }
    }

    fn visit_impl_item(&mut self, item: &'ast ImplItem) {
        let attributes = match item {
            ImplItem::Fn(function) => &function.attrs[..],
            _ => &[],
        };
        if !is_test(attributes) {
            visit::visit_impl_item(self, item);
        }
    }

    /// It is a module of its own.
    fn visit_item_mod(&mut self, _: &'ast ItemMod) {}

    /// `pub(in crate::log)` imports nothing.
    fn visit_vis_restricted(&mut self, _: &'ast VisRestricted) {}

    fn visit_item_use(&mut self, item: &'ast ItemUse) {
        self.tree(&item.tree, &mut Vec::new());
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
        if let (Some(first), 2..) = (path.segments.first(), segments.len()) {
            self.found.push(Reference { path: segments, line: first.ident.span().start().line });
        }
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast Macro) {
        self.visit_path(&call.path);
        self.tokens(call.tokens.clone());
    }
}

impl Collector {
    fn tree(&mut self, tree: &UseTree, before: &mut Vec<String>) {
        let (last, line) = match tree {
            UseTree::Path(path) => {
                before.push(path.ident.to_string());
                self.tree(&path.tree, before);
                before.pop();
                return;
            }
            UseTree::Group(group) => return group.items.iter().for_each(|tree| self.tree(tree, before)),
            UseTree::Glob(glob) => (None, glob.star_token.spans[0].start().line),
            UseTree::Name(name) => (Some(&name.ident).filter(|name| *name != "self"), name.ident.span().start().line),
            UseTree::Rename(rename) => (Some(&rename.ident), rename.ident.span().start().line),
        };
        let path = before.iter().cloned().chain(last.map(ToString::to_string)).collect();
        self.found.push(Reference { path, line });
    }

    /// What a macro makes of its tokens is unknown; a path that starts with `crate` is taken for one. `$crate` is
    /// written for other crates, which go through the facade.
    fn tokens(&mut self, tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        for (index, token) in tokens.iter().enumerate() {
            match token {
                TokenTree::Group(group) => self.tokens(group.stream()),
                TokenTree::Ident(ident) if ident == "crate" => {
                    let before = index.checked_sub(1).and_then(|before| tokens.get(before));
                    let exported = matches!(before, Some(TokenTree::Punct(punct)) if punct.as_char() == '$');
                    let path = segments(&tokens[index..]);
                    // Alone it is a `pub(crate)`.
                    if path.len() > 1 && !exported {
                        self.found.push(Reference { path, line: ident.span().start().line });
                    }
                }
                _ => {}
            }
        }
    }
}

/// The segments of the path that `tokens` start with.
fn segments(tokens: &[TokenTree]) -> Vec<String> {
    let mut path = Vec::new();
    for three in tokens.chunks(3) {
        let [TokenTree::Ident(ident), rest @ ..] = three else { break };
        path.push(ident.to_string());
        let colon = |token: &TokenTree| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ':');
        if rest.len() != 2 || !rest.iter().all(colon) {
            break;
        }
    }
    path
}
