//! The arguments of `#[tracked(..)]`.

use std::time::Duration;

use proc_macro2::{Span, TokenStream};
use syn::{
    Expr, ExprLit, Ident, Lit, LitStr, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::{
    diagnostics::{Diagnostics, did_you_mean, message},
    tracked::wait::backoff,
};

/// What stands between the parentheses.
#[derive(Default)]
pub(crate) struct Args {
    /// The task's name; else the function's.
    pub(crate) name: Option<LitStr>,
    /// The runtime; else the context's.
    pub(crate) stack: Option<Expr>,
    /// How often it is tried again where it fails.
    pub(crate) retries: Option<u32>,
    /// How long to wait before the second attempt, and at the most.
    pub(crate) backoff: Option<(Duration, Duration)>,
    /// Whether the answer is recorded.
    pub(crate) record_result: bool,
}

const KEYS: [&str; 5] = ["name", "stack", "retries", "backoff", "record_result"];
const FORMS: &str = "write any of `name = \"charge-card\"`, `stack = self.stack`, `retries = 3`, `backoff = \"100ms\"`, `record_result`";

impl Args {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Self::default();
        let mut seen = Vec::new();
        let keys = |input: ParseStream<'_>| {
            while !input.is_empty() {
                args.read_key(input, &mut seen)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        let whole = diagnostics.keep(keys.parse2(tokens)).is_some();
        if let Some(key) = seen.iter().find(|key| *key == "backoff" && whole && args.retries.is_none()) {
            diagnostics.error(
                key,
                "`backoff` without `retries`",
                "there is nothing to wait for where nothing is tried again",
                "add `retries = 3`, or delete it",
            );
        }
        args
    }

    fn read_key(&mut self, input: ParseStream<'_>, seen: &mut Vec<Ident>) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let name = key.to_string();
        let refuse =
            |span: Span, what: String, why: &str, fix: &str| Err(syn::Error::new(span, message(what, why, fix)));
        if !KEYS.contains(&&*name) {
            let meant = did_you_mean(&name, KEYS).map(|meant| format!("did you mean `{meant}`? "));
            let fix = meant.unwrap_or_default() + FORMS;
            return refuse(
                key.span(),
                format!("`{name}` is no key of #[tracked]"),
                "it knows `name`, `stack`, `retries`, `backoff` and `record_result`",
                &fix,
            );
        }
        if seen.contains(&key) {
            let what = format!("`{name}` is given twice");
            return refuse(key.span(), what, "only one of them could count", "keep one and delete the other");
        }
        seen.push(key.clone());
        let has_value = input.peek(Token![=]);
        if name == "record_result" {
            self.record_result = true;
            if has_value {
                let why = "it is there, or it is not";
                return refuse(
                    key.span(),
                    "`record_result` takes no value".to_owned(),
                    why,
                    "write it alone, or delete it",
                );
            }
            return Ok(());
        }
        if !has_value {
            return refuse(key.span(), format!("`{name}` has no value"), "it names something", FORMS);
        }
        input.parse::<Token![=]>()?;
        let value: Expr = input.parse()?;
        match &*name {
            "name" => self.name = Some(name_of(&value)?),
            "retries" => self.retries = Some(retries(&value)?),
            "backoff" => self.backoff = Some(wait(&value)?),
            _ => self.stack = Some(value),
        }
        Ok(())
    }
}

fn name_of(value: &Expr) -> syn::Result<LitStr> {
    if let Expr::Lit(ExprLit { lit: Lit::Str(name), .. }) = value {
        return Ok(name.clone());
    }
    let why = "all calls of the function are tasks of one name";
    Err(syn::Error::new_spanned(value, message("the name is no text", why, FORMS)))
}

fn retries(value: &Expr) -> syn::Result<u32> {
    if let Expr::Lit(ExprLit { lit: Lit::Int(number), .. }) = value
        && let Ok(number @ 1..) = number.base10_parse::<u32>()
        && number < u32::MAX
    {
        return Ok(number);
    }
    Err(syn::Error::new_spanned(
        value,
        message(
            "`retries` is no number from 1",
            "it says how often the function is called again after its first failure",
            "write `retries = 3` for up to four attempts, or delete it for one; for a number that is found out while the program runs, use \
             `stack.task(..).retry(..).run(..)`",
        ),
    ))
}

fn wait(value: &Expr) -> syn::Result<(Duration, Duration)> {
    if let Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) = value
        && let Some(wait) = backoff(&text.value())
    {
        return Ok(wait);
    }
    Err(syn::Error::new_spanned(
        value,
        message(
            "`backoff` is no span of time",
            "it says how long to wait before the second attempt, and each time twice as long from then on",
            "write a text with a whole number of `ms`, `s` or `m`: `backoff = \"100ms\"`; or the longest wait too: `backoff = \"100ms..10s\"`",
        ),
    ))
}
