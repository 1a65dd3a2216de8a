//! An event type as handlers, guards and `ignore(..)` name it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::{Path, punctuated::Pair};

/// An event of the machine.
#[derive(Clone)]
pub(crate) enum EventRef {
    /// `Placed`: a type that a variant of the set wraps.
    Type(Path),
    /// `Bank::Deposited`: a variant of a set that stands already.
    Variant { path: Path, name: Ident },
}

impl EventRef {
    pub(crate) fn of_type(path: &Path) -> Self {
        Self::Type(path.clone())
    }

    /// # Panics
    /// Never: a path has a segment.
    pub(crate) fn variant(path: &Path) -> Self {
        Self::Variant { path: path.clone(), name: last(path) }
    }

    /// The event that `ignore((_, path))` names, in a machine that folds the standing set `set`, if it does.
    pub(crate) fn ignored(path: &Path, set: Option<&Path>) -> Self {
        let owner = path.segments.iter().rev().nth(1).map(|segment| &segment.ident);
        match set {
            Some(set) if owner == Some(&last(set)) => Self::variant(path),
            _ => Self::of_type(path),
        }
    }

    /// Its name within the set, as far as can be told: that of the type, or that of the variant.
    pub(crate) fn name(&self) -> Ident {
        match self {
            Self::Type(path) => last(path),
            Self::Variant { name, .. } => name.clone(),
        }
    }

    /// Equal for what is written alike.
    pub(crate) fn key(&self) -> String {
        self.to_token_stream().to_string()
    }

    /// How `ignore(..)` names it.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Type(path) | Self::Variant { path, .. } => plain(path),
        }
    }

    /// The parameter by which a handler takes it, for rows to paste.
    pub(crate) fn param(&self) -> String {
        match self {
            Self::Type(path) => format!("event: &{}", plain(path)),
            Self::Variant { path, .. } => {
                let mut set = path.clone();
                set.segments.pop();
                if let Some(Pair::Punctuated(last, _)) = set.segments.pop() {
                    set.segments.push_value(last);
                }
                format!("{} {{ .. }}: &{}", plain(path), plain(&set))
            }
        }
    }
}

impl ToTokens for EventRef {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Type(path) => path.to_tokens(tokens),
            Self::Variant { path, .. } => tokens.extend(quote!(#path { .. })),
        }
    }
}

fn last(path: &Path) -> Ident {
    path.segments.last().expect("a path has a segment").ident.clone()
}

/// A path or a type as people write it.
pub(crate) fn plain(path: &impl ToTokens) -> String {
    let mut text = path.to_token_stream().to_string();
    for tight in ["::", "<", ">", "&", ","] {
        text = text.replace(&format!(" {tight}"), tight);
        if tight != "," {
            text = text.replace(&format!("{tight} "), tight);
        }
    }
    text
}
