//! Walks through maps and sets that hash, as far as their types are written down: in the handler's parameters, and in its `let`s.

use proc_macro2::Ident;

use crate::reducer::rules::tokens::Token;

/// Walks in the order in which the items happen to stand.
pub(super) const METHODS: [&str; 9] =
    ["iter", "iter_mut", "into_iter", "keys", "values", "values_mut", "into_keys", "into_values", "drain"];

/// The places in `body` that walk through what `signature` or `body` says is a hash map or a hash set.
pub(super) fn walks<'t>(signature: &'t [Token], body: &'t [Token]) -> Vec<&'t [Token]> {
    let hashed: Vec<&Ident> = hashed(signature).chain(hashed(body)).collect();
    let is_hashed = |token: &Token| token.name().is_some_and(|name| hashed.contains(&name));
    let walk = |at: usize| {
        let is_field = at > 0 && body[at - 1].is(".");
        match &body[at..] {
            [map, dot, method, ..] if is_hashed(map) && !is_field && dot.is(".") => {
                METHODS.iter().any(|walk| method.is(walk)).then(|| &body[at..at + 3])
            }
            [map, ..] if is_hashed(map) => {
                let before = body[..at].iter().rposition(|token| !token.is("&") && !token.is("mut"));
                before.filter(|before| body[*before].is("in")).map(|_| &body[at..=at])
            }
            _ => None,
        }
    };
    (0..body.len()).filter_map(walk).collect()
}

/// The names that are of a type that hashes: `name: &mut HashMap<..>`, or `let name = HashSet::new()`.
fn hashed(tokens: &[Token]) -> impl Iterator<Item = &Ident> {
    let is_hashing = |token: &Token| token.has("HashMap") || token.has("HashSet");
    tokens.windows(3).enumerate().filter_map(move |(at, window)| {
        let name = window[0].name()?;
        if window[1].is(":") {
            let ty = tokens[at + 2..].iter().find(|token| !token.is("&") && !token.is("mut"));
            return ty.filter(|ty| is_hashing(ty)).map(|_| name);
        }
        (window[1].is("=") && is_hashing(&window[2])).then_some(name)
    })
}
