//! Patterns over states, as `#[transition(..)]` and `ignore(..)` hold them: names of states, with bindings and no tests.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use syn::{
    FieldPat, Member, Pat, PatTupleStruct, Token,
    ext::IdentExt,
    parse::{Parse, ParseStream},
    spanned::Spanned,
};

use crate::diagnostics::message;

/// `Draft | Open { customer, .. }`.
pub(crate) struct StatePattern {
    pub(crate) alternatives: Vec<Alternative>,
}

/// One state, one group, or `_`.
pub(crate) struct Alternative {
    pub(crate) states: Named,
    pub(crate) fields: Fields,
}

/// What an alternative names.
pub(crate) enum Named {
    /// A state or a group: which of them, only [`Groups`](crate::reducer::groups::Groups) can tell.
    Name(Ident),
    /// `_`: any state.
    Any(Span),
}

/// The fields that an alternative binds.
pub(crate) struct Fields {
    pub(crate) bound: Vec<BoundField>,
    /// Whether fields that are not named may exist: true for a bare name.
    pub(crate) rest: bool,
    /// Where their brackets stand; the name, where there are none.
    span: Span,
}

/// `due_cents: due`; the binding is `None` for `_`.
pub(crate) struct BoundField {
    pub(crate) member: Member,
    pub(crate) binding: Option<Ident>,
}

impl Named {
    pub(crate) fn span(&self) -> Span {
        match self {
            Self::Name(name) => name.span(),
            Self::Any(span) => *span,
        }
    }
}

impl Fields {
    pub(crate) fn bindings(&self) -> impl Iterator<Item = &Ident> {
        self.bound.iter().filter_map(|field| field.binding.as_ref())
    }

    /// The fields as a pattern that binds what is `used` and nothing else.
    pub(crate) fn to_pattern(&self, used: impl Fn(&Ident) -> bool) -> TokenStream {
        let fields = self.bound.iter().map(|BoundField { member, binding }| match binding {
            // The short form, where it is one: the long one sets off a lint at the user's tokens.
            Some(binding) if used(binding) && matches!(member, Member::Named(name) if name == binding) => {
                quote!(#binding)
            }
            Some(binding) if used(binding) => quote!(#member: #binding),
            _ => quote!(#member: _),
        });
        let rest = self.rest.then(|| quote!(..));
        // With the brackets at their place, rustc says there which field is missing.
        let mut brackets = Group::new(Delimiter::Brace, quote!(#(#fields,)* #rest));
        brackets.set_span(self.span);
        brackets.into_token_stream()
    }
}

impl Parse for StatePattern {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut alternatives = Vec::new();
        flatten(&Pat::parse_multi_with_leading_vert(input)?, &mut alternatives)?;
        Ok(Self { alternatives })
    }
}

/// `Open | Settled`: names alone, for targets and groups.
pub(crate) fn state_names(input: ParseStream<'_>, what: &str) -> syn::Result<Vec<Ident>> {
    let mut names = Vec::new();
    loop {
        let name = input.call(Ident::parse_any)?;
        let more = input.peek(Token![::]) || input.peek(syn::token::Brace) || input.peek(syn::token::Paren);
        if more || name == "_" {
            return Err(error(
                name,
                format!("{what} is a name alone"),
                "it names states of this machine, not values",
                "write the variant's name, without path and fields: `Open`",
            ));
        }
        names.push(without_needless_raw(&name));
        if input.parse::<Option<Token![|]>>()?.is_none() {
            return Ok(names);
        }
    }
}

/// `r#Open` as `Open`, which Rust takes for the same name; `r#in` stays.
pub(crate) fn without_needless_raw(name: &Ident) -> Ident {
    let plain = name.unraw();
    if syn::parse_str::<Ident>(&plain.to_string()).is_ok() { plain } else { name.clone() }
}

fn flatten(pattern: &Pat, into: &mut Vec<Alternative>) -> syn::Result<()> {
    match pattern {
        Pat::Or(or) => or.cases.iter().try_for_each(|case| flatten(case, into)),
        Pat::Paren(paren) => flatten(&paren.pat, into),
        other => {
            into.push(alternative(other)?);
            Ok(())
        }
    }
}

fn alternative(pattern: &Pat) -> syn::Result<Alternative> {
    let bare = || Fields { bound: Vec::new(), rest: true, span: pattern.span() };
    match pattern {
        Pat::Wild(wild) => Ok(Alternative { states: Named::Any(wild.span()), fields: bare() }),
        Pat::Ident(ident) if ident.by_ref.is_none() && ident.mutability.is_none() && ident.subpat.is_none() => {
            Ok(Alternative { states: Named::Name(without_needless_raw(&ident.ident)), fields: bare() })
        }
        Pat::Path(path) => Ok(Alternative { states: name(&path.path)?, fields: bare() }),
        Pat::Struct(pattern) => {
            let bound = pattern.fields.iter().map(struct_field).collect::<syn::Result<_>>()?;
            Ok(Alternative {
                states: name(&pattern.path)?,
                fields: Fields { bound, rest: pattern.rest.is_some(), span: pattern.brace_token.span.join() },
            })
        }
        Pat::TupleStruct(pattern) => Ok(Alternative { states: name(&pattern.path)?, fields: tuple_fields(pattern)? }),
        other => Err(error(
            other,
            "this is no pattern over states",
            "a row is found by the state's name alone",
            "write `State`, `State { field, .. }`, `State(field)`, a group, `_`, or several with `|`",
        )),
    }
}

fn name(path: &syn::Path) -> syn::Result<Named> {
    if let Some(name) = path.get_ident() {
        return Ok(Named::Name(without_needless_raw(name)));
    }
    let last = path.segments.last().map_or_else(String::new, |last| last.ident.to_string());
    Err(error(
        path,
        "a state stands without a path here",
        "it is a variant of the machine's own state",
        format!("write `{last}`"),
    ))
}

fn struct_field(field: &FieldPat) -> syn::Result<BoundField> {
    Ok(BoundField { member: field.member.clone(), binding: binding(&field.pat)? })
}

fn tuple_fields(pattern: &PatTupleStruct) -> syn::Result<Fields> {
    let mut fields = Fields { bound: Vec::new(), rest: false, span: pattern.paren_token.span.join() };
    for (index, item) in (0..).zip(&pattern.elems) {
        if fields.rest {
            return Err(error(
                item,
                "nothing can be bound behind `..`",
                "the number of fields is not known here",
                "bind the fields before it by `_` and put `..` last",
            ));
        }
        if let Pat::Rest(_) = item {
            fields.rest = true;
        } else {
            let member = Member::Unnamed(syn::Index { index, span: item.span() });
            fields.bound.push(BoundField { member, binding: binding(item)? });
        }
    }
    Ok(fields)
}

/// The name that a field is bound to. Anything that could fail to match is refused: rows are told apart by state.
fn binding(pattern: &Pat) -> syn::Result<Option<Ident>> {
    match pattern {
        Pat::Wild(_) => Ok(None),
        Pat::Ident(ident) if ident.subpat.is_none() && !looks_constant(&ident.ident) => {
            if ident.by_ref.is_some() || ident.mutability.is_some() {
                return Err(error(
                    pattern,
                    "a binding is a name alone",
                    "whether it arrives by value or by reference is said by the handler's parameter",
                    format!("write `{}` here; `mut` may stand at the parameter", ident.ident),
                ));
            }
            reserved(&ident.ident)?;
            Ok(Some(ident.ident.clone()))
        }
        other => Err(error(
            other,
            format!("`{}` tests a value", other.to_token_stream()),
            "a row is found by the state's name alone, so that the table can be checked and drawn",
            "bind the field by a name, and refuse unwanted events in a #[guard] or branch in the handler",
        )),
    }
}

/// `None`, `Card`: a name in upper case is a constant or a variant, which may not match.
fn looks_constant(name: &Ident) -> bool {
    name.unraw().to_string().starts_with(char::is_uppercase)
}

fn reserved(name: &Ident) -> syn::Result<()> {
    let text = name.to_string();
    let word = text.trim_start_matches('_');
    if word != "event" && word != "meta" {
        return Ok(());
    }
    Err(error(
        name,
        format!("a binding cannot be named `{text}`"),
        "parameters of that name are the event and its metadata",
        format!("give the field another name here: `{text}: old_{word}`"),
    ))
}

fn error(place: impl ToTokens, what: impl std::fmt::Display, why: &str, fix: impl std::fmt::Display) -> syn::Error {
    syn::Error::new_spanned(place, message(what, why, fix))
}
