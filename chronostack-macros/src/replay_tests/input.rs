//! What stands between the parentheses: `Order, "tests/histories/order"`, or `Order as paid_orders, ".."`.

use proc_macro2::Span;
use syn::{
    Ident, LitStr, Token, Type,
    parse::{Parse, ParseStream},
};

use crate::{diagnostics::message, names::words};

pub(crate) struct Input {
    pub(crate) machine: Type,
    /// The module of the tests.
    pub(crate) module: Ident,
    /// The folder of the histories, relative to the package.
    pub(crate) folder: LitStr,
}

impl Parse for Input {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let machine: Type = input.parse()?;
        let module = if input.parse::<Option<Token![as]>>()?.is_some() { Some(input.parse()?) } else { None };
        if !(input.peek(Token![,]) && input.peek2(LitStr)) {
            let what = "the folder of the recorded histories is missing";
            let why = "a test is made of each file in it";
            let fix = "name it behind the machine: `replay_tests!(Order, \"tests/histories/order\")`";
            return Err(syn::Error::new_spanned(machine, message(what, why, fix)));
        }
        input.parse::<Token![,]>()?;
        let folder = input.parse()?;
        input.parse::<Option<Token![,]>>()?;
        let module = module.unwrap_or_else(|| Ident::new(&module_name(&machine), Span::call_site()));
        Ok(Self { machine, module, folder })
    }
}

/// The machine's name in snake case; `machine` for a type without a name.
fn module_name(machine: &Type) -> String {
    let name = match machine {
        Type::Path(path) => path.path.segments.last().map(|segment| words(&segment.ident.to_string()).join("_")),
        _ => None,
    };
    name.filter(|name| syn::parse_str::<Ident>(name).is_ok()).unwrap_or_else(|| "machine".to_owned())
}
