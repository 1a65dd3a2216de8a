//! Handlers and guards get nothing that differs between runs. What is written in them, also inside of macros, is
//! compared with the table of [`DENIED`]; what is behind the functions that they call is not seen.

use proc_macro2::{Ident, Spacing, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        functions::Function,
        machine::Machine,
        rules::denied::{DENIED, Form, Source},
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    for function in machine.handlers.iter().chain(&machine.guards) {
        if function.marks.nondeterminism_allowed.is_none() {
            let mut tokens = Vec::new();
            flatten(function.source.block.to_token_stream(), &mut tokens);
            scan(&tokens, function, diagnostics);
        }
    }
}

/// A body's tokens in one line: groups are opened, a path is one token, and lifetimes are left out.
enum Token {
    /// Its segments, and whether `::` follows.
    Path(Vec<Ident>, bool),
    Punct(TokenTree),
    /// The beginning of a group in any bracket, and whether it is a parenthesis.
    Open(bool),
}

fn flatten(stream: TokenStream, into: &mut Vec<Token>) {
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
                flatten(group.stream(), into);
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

fn scan(tokens: &[Token], function: &Function, diagnostics: &mut Diagnostics) {
    for at in 0..tokens.len() {
        let found = |form: &&Form| matches(**form, &tokens[..at], &tokens[at..]);
        if let Some((source, form)) = DENIED.iter().find_map(|source| Some((source, source.forms.iter().find(found)?)))
        {
            let length = match form {
                Form::Words(words) => words.len(),
                Form::Macro(_) => 2,
                _ => 1,
            };
            report(function, source, &tokens[at..at + length], diagnostics);
        }
    }
}

/// Whether `form` is what stands at the beginning of `tokens`, which stand behind `before`.
fn matches(form: Form, before: &[Token], tokens: &[Token]) -> bool {
    let Some(Token::Path(path, goes_on)) = tokens.first() else {
        return matches!(form, Form::Words(words) if are_words(tokens, words));
    };
    match form {
        Form::Path(segments) => path.windows(segments.len()).any(|window| window == segments),
        Form::Under(segments) => {
            let begins = path.get(..segments.len()).is_some_and(|beginning| beginning == segments);
            begins && (path.len() > segments.len() || *goes_on)
        }
        Form::Call(name) => {
            let is_called = *goes_on || matches!(tokens.get(1), Some(Token::Open(true)));
            let is_method = before.last().is_some_and(|token| token.is("."));
            path.len() == 1 && path[0] == name && is_called && !is_method
        }
        Form::Macro(name) => {
            let is_called =
                tokens.get(1).is_some_and(|token| token.is("!")) && matches!(tokens.get(2), Some(Token::Open(_)));
            is_called && path.last().is_some_and(|last| last == name)
        }
        Form::Words(words) => are_words(tokens, words),
    }
}

fn are_words(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.is(word))
}

impl Token {
    fn is(&self, word: &str) -> bool {
        match self {
            Self::Path(path, _) => path.len() == 1 && path[0] == word,
            Self::Punct(tree) => tree.to_string() == word,
            Self::Open(_) => false,
        }
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

fn report(function: &Function, source: &Source, place: &[Token], diagnostics: &mut Diagnostics) {
    let place = quote!(#(#place)*);
    diagnostics.error(
        &place,
        format!("`{}` {}: `{}`", function.name(), source.what, place.to_string().replace(' ', "")),
        source.why,
        format!("{}\n       if it cannot change the outcome: `#[allow_nondeterminism(reason = \"…\")]`", source.fix),
    );
}
