//! A function's body as the search for what differs between runs reads it.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

/// A body's tokens in one line: groups are opened, a path is one token, and lifetimes are left out.
pub(super) enum Token {
    /// Its segments, and whether `::` follows.
    Path(Vec<Ident>, bool),
    Punct(TokenTree),
    /// The beginning of a group in any bracket, and whether it is a parenthesis.
    Open(bool),
}

/// The tokens of `stream`, also of what is in its brackets.
pub(super) fn flatten(stream: TokenStream) -> Vec<Token> {
    let mut tokens = Vec::new();
    push_all(stream, &mut tokens);
    tokens
}

fn push_all(stream: TokenStream, into: &mut Vec<Token>) {
    let trees: Vec<TokenTree> = stream.into_iter().collect();
    let mut rest = trees.as_slice();
    while let Some((tree, behind)) = rest.split_first() {
        rest = behind;
        match tree {
            TokenTree::Ident(first) => {
                let mut segments = vec![first.clone()];
                while let Some(TokenTree::Ident(next)) = behind_separator(rest).and_then(<[TokenTree]>::first) {
                    segments.push(next.clone());
                    rest = &rest[3..];
                }
                into.push(Token::Path(segments, behind_separator(rest).is_some()));
            }
            TokenTree::Punct(punct) if punct.as_char() == '\'' => rest = rest.get(1..).unwrap_or_default(),
            TokenTree::Group(group) => {
                into.push(Token::Open(group.delimiter() == proc_macro2::Delimiter::Parenthesis));
                push_all(group.stream(), into);
            }
            other => into.push(Token::Punct(other.clone())),
        }
    }
}

/// What stands behind `::`, if `trees` begin with it.
fn behind_separator(trees: &[TokenTree]) -> Option<&[TokenTree]> {
    match trees {
        [TokenTree::Punct(a), TokenTree::Punct(b), rest @ ..] => {
            (a.as_char() == ':' && a.spacing() == Spacing::Joint && b.as_char() == ':').then_some(rest)
        }
        _ => None,
    }
}

impl Token {
    /// Whether it is `word` and nothing more.
    pub(super) fn is(&self, word: &str) -> bool {
        match self {
            Self::Path(path, _) => path.len() == 1 && path[0] == word,
            Self::Punct(tree) => tree.to_string() == word,
            Self::Open(_) => false,
        }
    }
}

impl Token {
    /// Whether it is a literal that holds `text`.
    pub(super) fn holds(&self, text: &str) -> bool {
        matches!(self, Self::Punct(TokenTree::Literal(literal)) if literal.to_string().contains(text))
    }

    /// The name, if it is one segment.
    pub(super) fn name(&self) -> Option<&Ident> {
        match self {
            Self::Path(path, false) => path.first().filter(|_| path.len() == 1),
            _ => None,
        }
    }

    /// Whether it is a path that has `segment`.
    pub(super) fn has(&self, segment: &str) -> bool {
        matches!(self, Self::Path(path, _) if path.iter().any(|own| own == segment))
    }
}

impl ToTokens for Token {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Path(path, _) => {
                let (first, rest) = (path.first(), path.iter().skip(1));
                let rest = rest.map(|segment| quote_spanned!(segment.span()=> ::#segment));
                tokens.extend(quote!(#first #(#rest)*));
            }
            Self::Punct(tree) => tree.to_tokens(tokens),
            Self::Open(_) => {}
        }
    }
}
