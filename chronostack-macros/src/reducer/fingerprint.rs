//! The hash of a reducer's own tokens, by which snapshots know that the logic changed.

use proc_macro2::{Delimiter, Punct, Spacing, TokenStream, TokenTree};
use xxhash_rust::xxh3::xxh3_128;

/// The 128-bit hash (XXH3) of `arguments` and `item` without documentation, comments and formatting: neither spaces, nor
/// line breaks, nor a comma before a closing bracket take part.
pub(crate) fn fingerprint(arguments: TokenStream, item: TokenStream) -> u128 {
    let mut text = String::new();
    push_all(arguments, &mut text);
    text.push('\n');
    push_all(item, &mut text);
    xxh3_128(text.as_bytes())
}

fn push_all(tokens: TokenStream, text: &mut String) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut index = 0;
    while index < trees.len() {
        if is_doc(&trees[index..]) {
            index += if is_punct(trees.get(index + 1), '!') { 3 } else { 2 };
            continue;
        }
        match &trees[index] {
            TokenTree::Group(group) => {
                let (open, close) = match group.delimiter() {
                    Delimiter::Parenthesis => ("(", ")"),
                    Delimiter::Brace => ("{", "}"),
                    Delimiter::Bracket => ("[", "]"),
                    Delimiter::None => ("", ""),
                };
                text.push_str(open);
                push_all(group.stream(), text);
                text.push_str(close);
            }
            TokenTree::Punct(punct) => {
                let closes = trees.get(index + 1).is_none();
                if punct.as_char() == ',' && closes {
                    break;
                }
                text.push(punct.as_char());
                if !trees.get(index + 1).is_some_and(|next| is_joined(punct, next)) {
                    text.push(' ');
                }
            }
            other => {
                text.push_str(&other.to_string());
                text.push(' ');
            }
        }
        index += 1;
    }
}

/// Whether nothing stands between the two: they make one operator or a lifetime. That others stand side by side, as in
/// `=-1`, is formatting.
fn is_joined(first: &Punct, next: &TokenTree) -> bool {
    const OPERATORS: &[&str] = &[
        "==", "!=", "<=", ">=", "+=", "-=", "*=", "/=", "%=", "^=", "&=", "|=", ".=", "&&", "||", "<<", ">>", "->",
        "=>", "::", "..",
    ];
    match next {
        TokenTree::Punct(next) => {
            let both = format!("{}{}", first.as_char(), next.as_char());
            first.spacing() == Spacing::Joint && OPERATORS.contains(&both.as_str())
        }
        _ => first.as_char() == '\'',
    }
}

/// `#[doc ..]`, `#![doc ..]`
fn is_doc(trees: &[TokenTree]) -> bool {
    let bracket = if is_punct(trees.get(1), '!') { 2 } else { 1 };
    let inside = match trees.get(bracket) {
        Some(TokenTree::Group(group)) if group.delimiter() == Delimiter::Bracket => group.stream(),
        _ => return false,
    };
    is_punct(trees.first(), '#') && matches!(inside.into_iter().next(), Some(TokenTree::Ident(name)) if name == "doc")
}

fn is_punct(tree: Option<&TokenTree>, wanted: char) -> bool {
    matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == wanted)
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::fingerprint;

    fn of(item: &str) -> u128 {
        fingerprint(quote!(pub enum E), item.parse().expect("tokens"))
    }

    #[test]
    fn formatting_comments_and_docs_take_no_part() {
        let plain = of("impl A { fn f(&mut self, event: &E) { self.a=-1; g(event,1); m!(a, b) } }");
        let formatted = of("/// Docs.\n impl A {\n  #[doc = \"more\"]\n /* c */ fn f(&mut self, event: &E) {
            #![doc = \"x\"] self.a = -1; // why\n g(\n event,\n 1,\n );\n m!(a, b,) } }");
        assert_eq!(plain, formatted);
    }

    #[test]
    fn logic_takes_part() {
        let all = ["a && b", "a & & b", "a < b", "a <= b", "a < - b", "'x'", "'y'", "f(a)", "f(b)", "f{a}", "f a"];
        let hashes: std::collections::BTreeSet<u128> = all.iter().map(|item| of(item)).collect();
        assert_eq!(hashes.len(), all.len());
        assert_ne!(fingerprint(quote!(a), quote!(b)), fingerprint(quote!(), quote!(a b)));
    }
}
