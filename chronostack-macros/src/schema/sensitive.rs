//! The generated `Schema::sensitive`: the places in a type's JSON that are marked, and those of the types that it holds.

use proc_macro2::TokenStream;
use quote::quote;
use syn::Type;

use crate::{
    keys::{Entry, Keys},
    schema::model::{Body, Field, Fields, Style, Variant, Wire, plain, rule},
};

/// The function; nothing where no type that is held could have a mark.
pub(super) fn sensitive(wire: &Wire<'_>, private: &TokenStream) -> TokenStream {
    let told = if wire.sensitive { quote!(#private::Places::value(places);) } else { of_body(private, wire) };
    if told.is_empty() {
        return TokenStream::new();
    }
    quote! {
        #[inline]
        fn sensitive(places: &mut #private::Places) {
            // `Marks::<T>::sensitive` is the schema's word, or this trait's for a type without one.
            #[allow(unused_imports, reason = "a type may have no field of another")]
            use #private::MarksOtherwise as _;
            places.of_type::<Self>(|places| { #told });
        }
    }
}

fn of_body(private: &TokenStream, wire: &Wire<'_>) -> TokenStream {
    if wire.generics.lifetimes().next().is_some() {
        return TokenStream::new();
    }
    if let Some(ty) = wire.converted() {
        return same(of(private, &ty));
    }
    let rules = rule(&wire.serde, "rename_all");
    match &wire.body {
        Body::Struct(fields) if fields.style == Style::Newtype || wire.serde.has("transparent") => {
            same(fields.held().and_then(|field| of_field(private, field)))
        }
        Body::Struct(fields) => of_fields(private, fields, |field| field.name(rules)),
        Body::Enum(variants) => variants
            .iter()
            .filter(|variant| !variant.skipped())
            .map(|variant| {
                let for_fields = rule(&variant.serde, "rename_all").or(rule(&wire.serde, "rename_all_fields"));
                let inside = of_variant(private, variant, |field| field.name(for_fields));
                behind_tag(&wire.serde, variant, &variant.name(rules), inside)
            })
            .collect(),
        Body::Union => TokenStream::new(),
    }
}

/// What stands in a variant, wherever that stands in turn.
fn of_variant(private: &TokenStream, variant: &Variant<'_>, name: impl Fn(&Field<'_>) -> String) -> TokenStream {
    let fields = &variant.fields;
    if ["with", "serialize_with"].iter().any(|key| variant.serde.has(key)) {
        // What the user's functions make of the fields is not known: all of it, if any is.
        let any = fields.list.iter().any(|field| field.sensitive.is_some());
        return if any { quote!(#private::Places::value(places);) } else { TokenStream::new() };
    }
    match fields.style {
        Style::Newtype => {
            let held = fields.list.first().filter(|field| !field.skipped());
            same(held.and_then(|field| of_field(private, field)))
        }
        _ => of_fields(private, fields, name),
    }
}

/// `inside` at the place where serde puts what a variant holds.
fn behind_tag(serde: &Keys, variant: &Variant<'_>, name: &str, inside: TokenStream) -> TokenStream {
    let text = |key| serde.get(key).and_then(Entry::text).map(|text| text.value());
    let name = match text("content") {
        _ if inside.is_empty() || variant.serde.has("untagged") || serde.has("untagged") => return inside,
        Some(content) => content,
        None if serde.has("tag") => return inside,
        None => name.to_owned(),
    };
    quote!(places.field(#name, |places| { #inside });)
}

fn of_fields(private: &TokenStream, fields: &Fields<'_>, name: impl Fn(&Field<'_>) -> String) -> TokenStream {
    let written = fields.list.iter().filter(|field| !field.skipped()).enumerate();
    written
        .filter_map(|(index, field)| {
            let inside = of_field(private, field)?;
            if field.serde.has("flatten") {
                return Some(same(Some(inside)));
            }
            let name = if field.ident.is_some() { name(field) } else { index.to_string() };
            Some(quote!(places.field(#name, #inside);))
        })
        .collect()
}

/// The function that tells of a field's value.
fn of_field(private: &TokenStream, field: &Field<'_>) -> Option<TokenStream> {
    match field.custom() {
        _ if field.sensitive.is_some() => Some(quote!(#private::Places::value)),
        Some(_) if field.same_as.is_none() => None,
        _ => of(private, field.shape_type()),
    }
}

fn of(private: &TokenStream, ty: &Type) -> Option<TokenStream> {
    let text = matches!(ty, Type::Path(path) if path.path.is_ident("String"));
    (!text && !plain(ty)).then(|| quote!(#private::Marks::<#ty>::sensitive))
}

/// What stands at the same place.
fn same(inside: Option<TokenStream>) -> TokenStream {
    inside.map_or_else(TokenStream::new, |inside| quote!(places.same(#inside);))
}
