//! The arguments of `#[tracked(..)]`.

use proc_macro2::TokenStream;
use syn::{
    Expr, Ident, LitStr, Token,
    ext::IdentExt,
    parse::{ParseStream, Parser},
};

use crate::diagnostics::{Diagnostics, did_you_mean, message};

/// What stands between the parentheses.
#[derive(Default)]
pub(crate) struct Args {
    /// The task's name; else the function's.
    pub(crate) name: Option<LitStr>,
    /// The runtime; else the context's.
    pub(crate) stack: Option<Expr>,
}

const FORMS: &str = "write `name = \"charge-card\"`, `stack = self.stack`, both, or neither";

impl Args {
    pub(crate) fn parse(tokens: TokenStream, diagnostics: &mut Diagnostics) -> Self {
        let mut args = Self::default();
        let keys = |input: ParseStream<'_>| {
            while !input.is_empty() {
                args.read_key(input)?;
                if !input.is_empty() {
                    input.parse::<Token![,]>()?;
                }
            }
            Ok(())
        };
        diagnostics.keep(keys.parse2(tokens));
        args
    }

    fn read_key(&mut self, input: ParseStream<'_>) -> syn::Result<()> {
        let key = input.call(Ident::parse_any)?;
        let twice = match key.to_string().as_str() {
            "name" => self.name.is_some(),
            "stack" => self.stack.is_some(),
            other => {
                let fix = match did_you_mean(other, ["name", "stack"]) {
                    Some(meant) => format!("did you mean `{meant}`? {FORMS}"),
                    None => FORMS.to_owned(),
                };
                let what = format!("`{other}` is no key of #[tracked]");
                return Err(syn::Error::new(key.span(), message(what, "it knows `name` and `stack`", fix)));
            }
        };
        if twice {
            let what = format!("`{key}` is given twice");
            return Err(syn::Error::new(
                key.span(),
                message(what, "only one of them could count", "keep one and delete the other"),
            ));
        }
        if !input.peek(Token![=]) {
            let what = format!("`{key}` has no value");
            return Err(syn::Error::new(key.span(), message(what, "it names something", FORMS)));
        }
        input.parse::<Token![=]>()?;
        if key == "stack" {
            self.stack = Some(input.parse()?);
            return Ok(());
        }
        let value: Expr = input.parse()?;
        let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(name), .. }) = &value else {
            let why = "all calls of the function are tasks of one name";
            return Err(syn::Error::new_spanned(value, message("the name is no text", why, FORMS)));
        };
        self.name = Some(name.clone());
        Ok(())
    }
}
