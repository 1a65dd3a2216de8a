//! What `#[reducer]` may stand on: the inherent impl of one concrete type.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::ItemImpl;

use crate::{
    diagnostics::Diagnostics,
    reducer::{event_ref::plain, machine::type_name},
};

/// The state's name, if the impl can be a reducer at all.
pub(crate) fn state_name(item: &ItemImpl, diagnostics: &mut Diagnostics) -> Option<Ident> {
    let mut sound = true;
    if let Some((_, path, _)) = &item.trait_ {
        sound = false;
        diagnostics.error(
            path,
            "`#[reducer]` stands on the impl of a trait",
            "handlers are functions of the state itself",
            format!("write `impl {} {{ .. }}`", plain(&item.self_ty)),
        );
    }
    if !item.generics.params.is_empty() || item.generics.where_clause.is_some() {
        sound = false;
        let place = item.generics.params.to_token_stream();
        diagnostics.error(
            if place.is_empty() { item.generics.where_clause.to_token_stream() } else { place },
            "a reducer cannot be generic",
            "its stream, its table and its events' names are those of one concrete machine",
            "write the impl for a concrete type; for several of them, `macro_rules!` may write the impls",
        );
    }
    let name = type_name(&item.self_ty);
    if name.is_none() && sound {
        diagnostics.error(
            &item.self_ty,
            format!("`{}` is no name of a concrete type", plain(&item.self_ty)),
            "a machine's state is a struct or an enum of its own",
            "write the impl of a struct or an enum without generic arguments",
        );
    }
    if sound { name.cloned() } else { None }
}
