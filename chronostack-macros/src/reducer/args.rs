//! The arguments of `#[reducer(..)]`.

use proc_macro2::{TokenStream, TokenTree};
use syn::{
    Ident, LitInt, LitStr, Path, Token, Visibility,
    ext::IdentExt,
    parenthesized,
    parse::{Parse, ParseStream, Parser},
    punctuated::Punctuated,
    spanned::Spanned,
};

use crate::{
    diagnostics::{Diagnostics, did_you_mean, message},
    reducer::pattern::{StatePattern, state_names},
};

/// What stands between the parentheses. Each key is kept with its tokens.
#[derive(Default)]
pub(crate) struct Args {
    pub(crate) events: Option<Events>,
    pub(crate) otherwise: Option<Otherwise>,
    /// `unknown = ignore`: whether stored events that the code does not know are passed over.
    pub(crate) ignores_unknown: Option<bool>,
    pub(crate) ignored: Vec<Ignored>,
    pub(crate) groups: Vec<Group>,
    pub(crate) stream: Option<LitStr>,
    pub(crate) revision: Option<LitInt>,
    pub(crate) derives: Vec<Path>,
    /// Whether a key could not be read, so that what seems to be missing may be what it meant.
    pub(crate) faulty: bool,
}

/// Where the machine's events come from.
pub(crate) enum Events {
    /// `pub enum OrderEvent`: made here, out of what the handlers take.
    Made { visibility: Visibility, name: Ident },
    /// `event = OrderEvent`: a set that stands already.
    Standing(Path),
}

/// What happens to a pair that no row names.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Otherwise {
    Reject,
    Ignore,
}

/// `(Open | Void, Shipped)` of `ignore(..)`.
pub(crate) struct Ignored {
    pub(crate) states: StatePattern,
    pub(crate) event: Path,
}

/// `group Active = Playing | Paused`.
pub(crate) struct Group {
    pub(crate) name: Ident,
    pub(crate) members: Vec<Ident>,
}

/// The keys, each as it is written.
const KEYS: &[(&str, &str)] = &[
    ("enum", "pub enum OrderEvent"),
    ("event", "event = OrderEvent"),
    ("otherwise", "otherwise = reject"),
    ("ignore", "ignore((Open, Shipped), (_, Rated))"),
    ("unknown", "unknown = ignore"),
    ("group", "group Active = Playing | Paused"),
    ("stream", "stream = \"order\""),
    ("revision", "revision = 1"),
    ("derive", "derive(Hash)"),
];

impl Args {
    /// Reads the arguments, each key by itself, so that a mistake in one does not hide those in the others.
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Self::default();
        for key in split_at_commas(tokens) {
            let read = |input: ParseStream<'_>| args.read_key(input);
            if let Err(error) = read.parse2(key.clone()) {
                args.faulty = true;
                diagnostics.push(with_form(error, &key));
            }
        }
        args
    }

    fn read_key(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        if !input.peek(Ident::peek_any) {
            return Err(input.error(message(
                "expected a key",
                "the arguments of `#[reducer(..)]` are keys, separated by commas",
                format!("write one of {}", listed(&keys())),
            )));
        }
        if input.peek(Token![pub]) || input.peek(Token![enum]) {
            let visibility = input.parse()?;
            input.parse::<Token![enum]>()?;
            return self.set_events(Events::Made { visibility, name: input.parse()? });
        }
        let key = input.call(Ident::parse_any)?;
        match key.to_string().as_str() {
            "event" => {
                input.parse::<Token![=]>()?;
                let path = input.call(Path::parse_mod_style)?;
                self.set_events(Events::Standing(path))
            }
            "otherwise" => {
                input.parse::<Token![=]>()?;
                let value = input.call(Ident::parse_any)?;
                let otherwise = match value.to_string().as_str() {
                    "reject" => Otherwise::Reject,
                    "ignore" => Otherwise::Ignore,
                    other => {
                        return Err(syn::Error::new(
                            value.span(),
                            message(
                                format!("`otherwise` cannot be `{other}`"),
                                "a pair without a row is refused or ignored",
                                "write `otherwise = reject` or `otherwise = ignore`",
                            ),
                        ));
                    }
                };
                once(&mut self.otherwise, otherwise, &key)
            }
            "unknown" => {
                input.parse::<Token![=]>()?;
                let value = input.call(Ident::parse_any)?;
                let ignores = match value.to_string().as_str() {
                    "ignore" => true,
                    "error" => false,
                    other => {
                        return Err(syn::Error::new(
                            value.span(),
                            message(
                                format!("`unknown` cannot be `{other}`"),
                                "a stored event that the code does not know is an error or passed over",
                                "write `unknown = ignore`, for a projection, or `unknown = error`, which is the default",
                            ),
                        ));
                    }
                };
                once(&mut self.ignores_unknown, ignores, &key)
            }
            "ignore" => {
                let content;
                parenthesized!(content in input);
                let pairs = Punctuated::<Ignored, Token![,]>::parse_terminated(&content)?;
                self.ignored.extend(pairs);
                Ok(())
            }
            "group" => {
                let name = input.parse()?;
                input.parse::<Token![=]>()?;
                let members = state_names(input, "a group's member")?;
                self.groups.push(Group { name, members });
                Ok(())
            }
            "stream" => {
                input.parse::<Token![=]>()?;
                once(&mut self.stream, input.parse()?, &key)
            }
            "revision" => {
                input.parse::<Token![=]>()?;
                once(&mut self.revision, input.parse()?, &key)
            }
            "derive" => {
                let content;
                parenthesized!(content in input);
                self.derives.extend(content.parse_terminated(Path::parse_mod_style, Token![,])?);
                Ok(())
            }
            other => Err(syn::Error::new(key.span(), unknown_key(other))),
        }
    }

    fn set_events(&mut self, events: Events) -> syn::Result<()> {
        if self.events.is_some() {
            let place = match &events {
                Events::Made { name, .. } => name.span(),
                Events::Standing(path) => path.span(),
            };
            return Err(syn::Error::new(
                place,
                message(
                    "the events are given twice",
                    "a reducer folds one set of events",
                    "keep either `enum Name`, which makes the set, or `event = Name`, which takes one that stands",
                ),
            ));
        }
        self.events = Some(events);
        Ok(())
    }
}

impl Parse for Ignored {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        if !input.peek(syn::token::Paren) {
            return Err(input.error(message(
                "expected a pair in parentheses",
                "`ignore` takes (state, event type) pairs",
                "write `ignore((Open, Shipped))`; `_` stands for any state",
            )));
        }
        let content;
        parenthesized!(content in input);
        let states = content.parse()?;
        content.parse::<Token![,]>()?;
        let event = content.call(Path::parse_mod_style)?;
        content.parse::<Option<Token![,]>>()?;
        Ok(Self { states, event })
    }
}

fn once<T>(slot: &mut Option<T>, value: T, key: &Ident) -> syn::Result<()> {
    if slot.is_some() {
        let what = format!("`{key}` is given twice");
        return Err(syn::Error::new(
            key.span(),
            message(what, "only one of them could count", "remove one of the two"),
        ));
    }
    *slot = Some(value);
    Ok(())
}

fn keys() -> Vec<&'static str> {
    KEYS.iter().map(|(key, _)| *key).collect()
}

/// The parser's own errors say what it met, but not what the key looks like.
fn with_form(error: syn::Error, key: &TokenStream) -> syn::Error {
    let words: Vec<String> = key.clone().into_iter().map(|token| token.to_string()).collect();
    let form = KEYS.iter().find(|(name, _)| words.iter().any(|word| word == name));
    let text = error.to_string();
    let (Some((name, form)), false) = (form, text.contains("\n  why: ")) else { return error };
    let fix = format!("write `{form}`");
    if let Some(expected) = text.strip_prefix("unexpected end of input, ") {
        let what = format!("`{name}` is not complete: {expected}");
        return syn::Error::new_spanned(key, message(what, "this is where it ends", fix));
    }
    let what = format!("`{name}` cannot be read: {text}");
    syn::Error::new(error.span(), message(what, "each key has one form", fix))
}

fn unknown_key(key: &str) -> String {
    let fix = match did_you_mean(key, keys()) {
        Some(meant) => format!("did you mean `{meant}`?"),
        None => format!("use one of {}", listed(&keys())),
    };
    message(format!("`{key}` is no key of `#[reducer(..)]`"), "a key that is not known would do nothing", fix)
}

/// `` `a`, `b` and `c` ``
pub(crate) fn listed(names: &[impl AsRef<str>]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("`{}`", name.as_ref())).collect();
    match quoted.split_last() {
        None => "none".to_owned(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

fn split_at_commas(tokens: TokenStream) -> Vec<TokenStream> {
    let mut keys = vec![TokenStream::new()];
    for token in tokens {
        match (&token, keys.last_mut()) {
            (TokenTree::Punct(punct), _) if punct.as_char() == ',' => keys.push(TokenStream::new()),
            (_, Some(key)) => key.extend([token]),
            (_, None) => {}
        }
    }
    keys.retain(|key| !key.is_empty());
    keys
}
