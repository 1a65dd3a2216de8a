//! Handlers, guards and invariants get nothing that differs between runs. What is written in them, and in functions of the same impl that
//! they call, is compared with the table of [`DENIED`], also inside of macros. What is behind other functions is not seen.

use proc_macro2::Ident;
use quote::{ToTokens, quote};
use syn::ImplItemFn;

use crate::{
    diagnostics::Diagnostics,
    reducer::{
        machine::Machine,
        rules::{
            denied::{DENIED, Form, Source, WALK},
            tokens::{Token, flatten},
            walks::walks,
        },
    },
};

pub(super) fn check(machine: &Machine, diagnostics: &mut Diagnostics) {
    let functions = machine.handlers.iter().chain(&machine.guards).map(|function| (&function.source, &function.marks));
    let invariants = machine.invariants.iter().map(|invariant| (&invariant.source, &invariant.marks));
    let watched = functions.chain(invariants).filter(|(_, marks)| marks.nondeterminism_allowed.is_none());
    let mut bodies: Vec<(&ImplItemFn, String)> =
        watched.map(|(function, _)| (function, format!("`{}`", function.sig.ident))).collect();
    let mut helpers: Vec<&ImplItemFn> =
        machine.helpers.iter().filter(|helper| !helper.nondeterminism_allowed).map(|helper| &helper.source).collect();
    let mut next = 0;
    while let Some((function, who)) = bodies.get(next).cloned() {
        next += 1;
        let tokens = flatten(function.block.to_token_stream());
        scan(&tokens, &who, diagnostics);
        for walk in walks(&flatten(function.sig.to_token_stream()), &tokens) {
            report(&who, &WALK, walk, diagnostics);
        }
        let reached = |helper: &&ImplItemFn| calls(&tokens, machine, helper);
        let (found, others): (Vec<_>, Vec<_>) = helpers.into_iter().partition(reached);
        helpers = others;
        let by = &function.sig.ident;
        bodies.extend(found.into_iter().map(|helper| (helper, format!("`{}`, which `{by}` calls,", helper.sig.ident))));
    }
}

/// Whether `tokens` name the function `helper` of the impl: as a method, or behind `Self` or the state's name.
fn calls(tokens: &[Token], machine: &Machine, helper: &ImplItemFn) -> bool {
    let name = &helper.sig.ident;
    tokens.iter().enumerate().any(|(at, token)| match token {
        Token::Path(path, _) => match path.as_slice() {
            [method] => method == name && at > 0 && tokens[at - 1].is("."),
            [.., owner, function] => function == name && (owner == "Self" || *owner == machine.name),
            [] => false,
        },
        _ => false,
    })
}

fn scan(tokens: &[Token], who: &str, diagnostics: &mut Diagnostics) {
    for at in 0..tokens.len() {
        if let Some((source, form)) = denied(&tokens[..at], &tokens[at..]) {
            let length = match form {
                Form::Words(words) => words.len(),
                Form::Macro(_) => 2,
                Form::Method(_) | Form::MethodOf(..) if tokens[at].is(".") => 2,
                _ => 1,
            };
            report(who, source, &tokens[at..at + length], diagnostics);
        }
    }
}

/// Whether `form` is anywhere in `tokens`.
#[cfg(test)]
pub(super) fn holds(tokens: &[Token], form: Form) -> bool {
    (0..tokens.len()).any(|at| matches(form, &tokens[..at], &tokens[at..]))
}

/// What is denied of what stands at the beginning of `tokens`, which stand behind `before`.
fn denied(before: &[Token], tokens: &[Token]) -> Option<(&'static Source, Form)> {
    let found = |form: &&Form| matches(**form, before, tokens);
    DENIED.iter().find_map(|source| Some((source, *source.forms.iter().find(found)?)))
}

/// Whether `form` is what stands at the beginning of `tokens`, which stand behind `before`.
fn matches(form: Form, before: &[Token], tokens: &[Token]) -> bool {
    let Some(Token::Path(path, goes_on)) = tokens.first() else {
        return match form {
            Form::Words(words) => are_words(tokens, words),
            Form::Method(name) => is_call(tokens, name) && !before.last().is_some_and(|token| token.is("self")),
            Form::MethodOf(types, name) => {
                let statement = before.iter().rev().take_while(|token| !token.is(";"));
                is_call(tokens, name) && statement.into_iter().any(|token| types.iter().any(|ty| token.has(ty)))
            }
            Form::Text(text) => tokens.first().is_some_and(|token| token.holds(text)),
            _ => false,
        };
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
        // `f64::sin` is the method, too.
        Form::Method(name) => is_of(path, &["f64", "f32"], name),
        Form::MethodOf(types, name) => is_of(path, types, name),
        Form::Text(_) => false,
    }
}

/// Whether `tokens` begin with a call of the method `name`.
fn is_call(tokens: &[Token], name: &str) -> bool {
    let is_called = matches!(tokens.get(1..3), Some([Token::Path(_, true), _] | [_, Token::Open(true)]));
    is_called && are_words(tokens, &[".", name])
}

/// Whether `path` ends with the function `name` of one of `types`.
fn is_of(path: &[Ident], types: &[&str], name: &str) -> bool {
    matches!(path, [.., ty, method] if method == name && types.iter().any(|own| ty == own))
}

fn are_words(tokens: &[Token], words: &[&str]) -> bool {
    tokens.len() >= words.len() && tokens.iter().zip(words).all(|(token, word)| token.is(word))
}

fn report(who: &str, source: &Source, place: &[Token], diagnostics: &mut Diagnostics) {
    let place = quote!(#(#place)*);
    diagnostics.error(
        &place,
        format!("{who} {}: `{}`", source.what, place.to_string().replace(' ', "")),
        source.why,
        format!("{}\n       if it cannot change the outcome: `#[allow_nondeterminism(reason = \"…\")]`", source.fix),
    );
}
