//! Collects the errors of one expansion. Each says what is wrong, why that matters, and how to mend it.

use std::fmt::Display;

use proc_macro2::TokenStream;
use quote::ToTokens;

/// The errors found so far.
#[derive(Default)]
pub(crate) struct Diagnostics {
    errors: Option<syn::Error>,
}

impl Diagnostics {
    /// Adds an error at `place`, the smallest span that shows it.
    pub(crate) fn error(&mut self, place: impl ToTokens, what: impl Display, why: impl Display, fix: impl Display) {
        self.push(syn::Error::new_spanned(place, message(what, why, fix)));
    }

    /// Adds an error made elsewhere, by syn's parser for one.
    pub(crate) fn push(&mut self, error: syn::Error) {
        match &mut self.errors {
            Some(errors) => errors.combine(error),
            None => self.errors = Some(error),
        }
    }

    /// The value, or `None` with its error kept.
    pub(crate) fn keep<T>(&mut self, result: syn::Result<T>) -> Option<T> {
        result.map_err(|error| self.push(error)).ok()
    }

    /// All errors as `compile_error!`s; nothing when there are none.
    pub(crate) fn into_tokens(self) -> TokenStream {
        self.errors.map(syn::Error::into_compile_error).unwrap_or_default()
    }

    /// Whether nothing is wrong so far.
    pub(crate) fn is_empty(&self) -> bool {
        self.errors.is_none()
    }
}

/// The one form of all messages.
pub(crate) fn message(what: impl Display, why: impl Display, fix: impl Display) -> String {
    format!("{what}\n  why: {why}\n  fix: {fix}")
}

/// The candidate that `word` was probably meant to be: at most a third of its letters away (optimal string alignment:
/// a letter added, left out, replaced, or two swapped).
pub(crate) fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let bound = (word.chars().count() / 3).max(1);
    candidates
        .into_iter()
        .map(|candidate| (distance(word, candidate), candidate))
        .filter(|(distance, _)| *distance <= bound)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn distance(a: &str, b: &str) -> usize {
    let letters = |text: &str| -> Vec<char> { text.chars().flat_map(char::to_lowercase).collect() };
    let (a, b) = (letters(a), letters(b));
    // The rows of the table for two letters of `a` ago, one ago, and now.
    let mut before = Vec::new();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut next = vec![i];
        for j in 1..=b.len() {
            let replaced = row[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(row[j] + 1).min(next[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            next.push(least);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::did_you_mean;

    #[test]
    fn a_slip_is_recognized() {
        let keys = ["name", "version", "codec"];
        assert_eq!(did_you_mean("nmae", keys), Some("name"));
        assert_eq!(did_you_mean("codce", keys), Some("codec"));
        assert_eq!(did_you_mean("verison", keys), Some("version"));
        assert_eq!(did_you_mean("Versions", keys), Some("version"));
        assert_eq!(did_you_mean("names", keys), Some("name"));
    }

    #[test]
    fn another_word_is_not() {
        assert_eq!(did_you_mean("topic", ["name", "version", "codec"]), None);
        assert_eq!(did_you_mean("na", ["name"]), None);
        assert_eq!(did_you_mean("", ["name"]), None);
    }
}
