//! The keys of an attribute: `#[event(name = "order.paid", upcast(PaidV1))]`.

use proc_macro2::{Group, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    Attribute, Ident, Lit, LitStr, Meta, Path, Token, Type,
    ext::IdentExt,
    parse::{ParseStream, Parser},
    punctuated::Punctuated,
};

use crate::diagnostics::{Diagnostics, did_you_mean, message};

/// The keys that an attribute knows in one place.
pub(crate) struct Vocabulary {
    /// The attribute's name.
    pub(crate) attribute: &'static str,
    pub(crate) known: &'static [Known],
    /// What to do with a key that it does not know.
    pub(crate) otherwise: &'static str,
}

/// A key with an example of its use.
#[derive(Clone, Copy)]
pub(crate) struct Known {
    pub(crate) key: &'static str,
    pub(crate) example: &'static str,
}

/// One key with its value.
pub(crate) struct Entry {
    pub(crate) key: Ident,
    pub(crate) value: Value,
}

/// What stands behind a key.
pub(crate) enum Value {
    /// Nothing: `terminal`.
    Nothing,
    /// `name = "order.paid"`.
    Assigned(TokenStream),
    /// `upcast(PaidV1, PaidV2)`.
    List(Group),
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let key = &self.key;
        tokens.extend(match &self.value {
            Value::Nothing => quote!(#key),
            Value::Assigned(value) => quote!(#key = #value),
            Value::List(list) => quote!(#key #list),
        });
    }
}

/// The entries of all attributes of one name on one item.
#[derive(Default)]
pub(crate) struct Keys {
    entries: Vec<Entry>,
}

impl Keys {
    /// Reads the attribute, and reports keys that are unknown or repeated.
    pub(crate) fn read(attributes: &[Attribute], vocabulary: &Vocabulary, errors: &mut Diagnostics) -> Self {
        let mut keys = Self::default();
        for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(vocabulary.attribute)) {
            let read = entries(attribute).map_err(|error| vocabulary.malformed(&error));
            for entry in errors.keep(read).into_iter().flatten() {
                if !vocabulary.known.iter().any(|known| entry.key == known.key) {
                    vocabulary.unknown(&entry, errors);
                } else if keys.get(&entry.key.to_string()).is_some() {
                    errors.error(
                        &entry,
                        format!("`{}` is given twice", entry.key),
                        "only one of them could count",
                        "keep one and delete the other",
                    );
                } else {
                    keys.entries.push(entry);
                }
            }
        }
        keys
    }

    /// Reads an attribute of another macro, `serde`: what it makes no sense of is left for that macro to report.
    pub(crate) fn foreign(attributes: &[Attribute], name: &str) -> Self {
        let attributes = attributes.iter().filter(|attribute| attribute.path().is_ident(name));
        Self { entries: attributes.filter_map(|attribute| entries(attribute).ok()).flatten().collect() }
    }

    /// The entry of `key`.
    pub(crate) fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// Whether `key` is there.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.get(key).is_some()
    }
}

impl Entry {
    /// The value as a text.
    pub(crate) fn text(&self) -> Option<LitStr> {
        match self.literal()? {
            Lit::Str(text) => Some(text),
            _ => None,
        }
    }

    /// The value as a whole number.
    pub(crate) fn number(&self) -> Option<u32> {
        match self.literal()? {
            Lit::Int(number) => number.base10_parse().ok(),
            _ => None,
        }
    }

    /// The value as a single word.
    pub(crate) fn word(&self) -> Option<Ident> {
        self.assigned()
    }

    /// The value as a type.
    pub(crate) fn ty(&self) -> Option<Type> {
        self.assigned()
    }

    /// The value as a type that stands in a text, as serde has it: `into = "String"`.
    pub(crate) fn named_type(&self) -> Option<Type> {
        self.text()?.parse().ok()
    }

    /// The list as keys of its own: `rename(serialize = "a", deserialize = "b")`.
    pub(crate) fn list(&self) -> Option<Keys> {
        let Value::List(list) = &self.value else { return None };
        let entries = Punctuated::<Self, Token![,]>::parse_terminated.parse2(list.stream()).ok()?;
        Some(Keys { entries: entries.into_iter().collect() })
    }

    /// The list as paths of types: at least one.
    pub(crate) fn paths(&self) -> Option<Vec<Path>> {
        let Value::List(list) = &self.value else { return None };
        let paths = Punctuated::<Path, Token![,]>::parse_terminated.parse2(list.stream()).ok()?;
        (!paths.is_empty()).then(|| paths.into_iter().collect())
    }

    fn assigned<T: syn::parse::Parse>(&self) -> Option<T> {
        match &self.value {
            Value::Assigned(value) => syn::parse2(value.clone()).ok(),
            _ => None,
        }
    }

    /// Parsed as what it is, for a value passed on by `macro_rules!` stands in a group that no one sees.
    fn literal(&self) -> Option<Lit> {
        self.assigned()
    }

    /// Whether anything stands behind the key.
    pub(crate) fn has_value(&self) -> bool {
        !matches!(self.value, Value::Nothing)
    }

    /// Reports that the value is not of the kind that the key takes.
    pub(crate) fn wrong(&self, takes: &str, example: &str, errors: &mut Diagnostics) {
        let key = &self.key;
        let given = match &self.value {
            Value::Nothing => "nothing".to_owned(),
            Value::Assigned(value) => format!("`{value}`"),
            Value::List(list) => format!("`{list}`"),
        };
        errors.error(
            self,
            format!("`{key}` takes {takes}, and {given} was given"),
            "the macro reads it while it expands, and can read nothing else there",
            format!("write it as in `{example}`"),
        );
    }
}

impl Vocabulary {
    /// Nothing is known here.
    pub(crate) const fn nothing(attribute: &'static str, otherwise: &'static str) -> Self {
        Self { attribute, known: &[], otherwise }
    }

    fn unknown(&self, entry: &Entry, errors: &mut Diagnostics) {
        let Self { attribute, known, otherwise } = self;
        let key = entry.key.to_string();
        let keys = known.iter().map(|known| known.key);
        let fix = match did_you_mean(&key, keys.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None if key == "sensitive" => {
                "mark the fields that are, where they are defined: `#[event(sensitive)]` in an event, \
                                           `#[state(sensitive)]` in a state, `#[schema(sensitive)]` in a nested type"
                    .to_owned()
            }
            None => (*otherwise).to_owned(),
        };
        let list: Vec<String> = keys.map(|key| format!("`{key}`")).collect();
        let why = if list.is_empty() {
            format!("`#[{attribute}(..)]` has no keys here")
        } else {
            format!("here `#[{attribute}(..)]` knows {}", list.join(", "))
        };
        errors.error(&entry.key, format!("unknown key `{key}`"), why, fix);
    }

    fn malformed(&self, error: &syn::Error) -> syn::Error {
        let Self { attribute, known, otherwise } = self;
        let fix = match known.first() {
            Some(first) => format!("write it as in `#[{attribute}({})]`, or delete it", first.example),
            None => (*otherwise).to_owned(),
        };
        let why = "an attribute is a list of `key`, `key = value` or `key(..)`, with commas between";
        syn::Error::new(error.span(), message(error, why, fix))
    }
}

fn entries(attribute: &Attribute) -> syn::Result<Vec<Entry>> {
    let Meta::List(_) = attribute.meta else {
        return Err(syn::Error::new_spanned(&attribute.meta, "keys are missing"));
    };
    let entries = attribute.parse_args_with(Punctuated::<Entry, Token![,]>::parse_terminated)?;
    Ok(entries.into_iter().collect())
}

impl syn::parse::Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(Ident::parse_any)?;
        let value = if input.peek(Token![=]) {
            input.parse::<Token![=]>()?;
            Value::Assigned(until_comma(input, key.span())?)
        } else if input.peek(syn::token::Paren) {
            Value::List(input.parse()?)
        } else {
            Value::Nothing
        };
        Ok(Self { key, value })
    }
}

/// The tokens up to the next comma that stands outside of `<..>`, for a type may hold commas.
fn until_comma(input: ParseStream<'_>, key: Span) -> syn::Result<TokenStream> {
    let mut tokens = TokenStream::new();
    let mut depth = 0_usize;
    while !input.is_empty() && (depth > 0 || !input.peek(Token![,])) {
        if input.peek(Token![<]) {
            depth += 1;
        } else if input.peek(Token![>]) {
            depth = depth.saturating_sub(1);
        }
        tokens.extend([input.parse::<proc_macro2::TokenTree>()?]);
    }
    if tokens.is_empty() { Err(syn::Error::new(key, "the value behind `=` is missing")) } else { Ok(tokens) }
}
