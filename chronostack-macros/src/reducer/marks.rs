//! The attributes that `#[reducer]` reads off the functions of its impl.

use syn::{Attribute, LitStr, Meta, Token, parse::ParseStream};

use crate::{
    diagnostics::{Diagnostics, message},
    reducer::{pattern::StatePattern, transition::Transition},
};

/// What a function is marked with. Each mark keeps its attribute, for errors to point at.
#[derive(Default)]
pub(crate) struct Marks {
    pub(crate) transition: Option<(Attribute, Transition)>,
    pub(crate) guard: Option<Attribute>,
    pub(crate) invariant: Option<Attribute>,
    pub(crate) retired: Option<Attribute>,
    pub(crate) nondeterminism_allowed: Option<Attribute>,
}

impl Marks {
    /// Takes the marks out of `attributes`, which keep what is for others.
    pub(crate) fn take(attributes: &mut Vec<Attribute>, diagnostics: &mut Diagnostics) -> Self {
        let mut marks = Self::default();
        attributes.retain(|attribute| !marks.read(attribute, diagnostics));
        marks
    }

    /// The mark that makes the function a row or a guard, if one does.
    pub(crate) fn of_rows_and_guards(&self) -> Option<&Attribute> {
        let transition = self.transition.as_ref().map(|(attribute, _)| attribute);
        transition.or(self.guard.as_ref()).or(self.retired.as_ref())
    }

    fn read(&mut self, attribute: &Attribute, diagnostics: &mut Diagnostics) -> bool {
        let Some(name) = attribute.path().get_ident() else { return false };
        let twice = match name.to_string().as_str() {
            "transition" => {
                let row = parsed(attribute, "transition(From => To)");
                // A row that cannot be read stands as one without states, so that nothing else is said about it.
                let row = diagnostics.keep(row);
                let row = row.unwrap_or(Transition { from: StatePattern { alternatives: Vec::new() }, to: Vec::new() });
                self.transition.replace((attribute.clone(), row)).is_some()
            }
            "guard" => {
                diagnostics.keep(bare(attribute, OF_AN_EVENT));
                self.guard.replace(attribute.clone()).is_some()
            }
            "invariant" => {
                diagnostics.keep(bare(attribute, "it is about every state, whatever event led there"));
                self.invariant.replace(attribute.clone()).is_some()
            }
            "retired" => {
                diagnostics.keep(bare(attribute, OF_AN_EVENT));
                self.retired.replace(attribute.clone()).is_some()
            }
            "allow_nondeterminism" => {
                diagnostics.keep(reason(attribute));
                self.nondeterminism_allowed.replace(attribute.clone()).is_some()
            }
            _ => return false,
        };
        if twice {
            diagnostics.error(
                attribute,
                format!("`#[{name}]` stands twice on one function"),
                "a function is one row of the table",
                "join states by `|` in one attribute, or write a second function",
            );
        }
        true
    }
}

fn parsed<T: syn::parse::Parse>(attribute: &Attribute, form: &str) -> syn::Result<T> {
    if let Meta::List(_) = &attribute.meta {
        return attribute.parse_args();
    }
    Err(syn::Error::new_spanned(
        attribute,
        message("this row says nothing", "it is the row that is checked and drawn", format!("write `#[{form}]`")),
    ))
}

/// Why a guard or a retired row needs no argument.
const OF_AN_EVENT: &str = "the function's event parameter says which event it is about";

fn bare(attribute: &Attribute, why: &str) -> syn::Result<()> {
    if let Meta::Path(_) = attribute.meta {
        return Ok(());
    }
    let name = attribute.path().get_ident().map(ToString::to_string).unwrap_or_default();
    Err(syn::Error::new_spanned(
        &attribute.meta,
        message(format!("`#[{name}]` takes no arguments"), why, format!("write `#[{name}]`")),
    ))
}

fn reason(attribute: &Attribute) -> syn::Result<()> {
    let missing = || {
        syn::Error::new_spanned(
            attribute,
            message(
                "a reason is missing",
                "what differs between runs breaks replay, so the next reader must be told why it does not here",
                "write `#[allow_nondeterminism(reason = \"…\")]`",
            ),
        )
    };
    let Meta::List(_) = attribute.meta else { return Err(missing()) };
    let reason = attribute.parse_args_with(|input: ParseStream<'_>| {
        let key: syn::Ident = input.parse()?;
        input.parse::<Token![=]>()?;
        let reason: LitStr = input.parse()?;
        Ok((key == "reason").then(|| reason.value()))
    });
    match reason {
        Ok(Some(reason)) if !reason.trim().is_empty() => Ok(()),
        _ => Err(missing()),
    }
}
