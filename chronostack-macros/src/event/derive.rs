//! The entry point.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, GenericParam};

use crate::{
    diagnostics::Diagnostics,
    event::{fallback, set::Set, set_expand, single::Single},
    krate,
};

/// Expands `#[derive(Event)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let private = krate::private();
    let mut errors = Diagnostics::default();
    let expanded = match &input.data {
        Data::Struct(_) | Data::Enum(_) if generic(input, &mut errors) => fallback::expand(input, &private),
        Data::Struct(_) => Single::read(input, &mut errors).expand(errors.is_empty(), &private),
        Data::Enum(data) => {
            let set = Set::read(input, data, &mut errors);
            set_expand::expand(&set, &errors, &private)
        }
        Data::Union(union) => {
            errors.error(
                union.union_token,
                format!("`{}` is a union", input.ident),
                "nothing on the wire could say which field is meant",
                "make it a struct, which is one event type, or an enum, which is a set of them",
            );
            fallback::expand(input, &private)
        }
    };
    let errors = errors.into_tokens();
    quote!(#errors #expanded)
}

/// Whether the type has parameters, which is then reported.
fn generic(input: &DeriveInput, errors: &mut Diagnostics) -> bool {
    let Some(first) = input.generics.params.first() else { return false };
    match first {
        GenericParam::Lifetime(_) => errors.error(
            &input.generics,
            format!("the event `{}` borrows", input.ident),
            "what is read from a log outlives the bytes it was read from, and must own its data",
            "hold `String` instead of `&str`, `Vec<T>` instead of `&[T]`",
        ),
        _ => errors.error(
            &input.generics,
            format!("the event `{}` is generic", input.ident),
            "a log finds an event's type by one name, and a generic type would be many under the same name",
            "derive `Event` on a struct for each type that it is used with; a field's type may be generic",
        ),
    }
    true
}
