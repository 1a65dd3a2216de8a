//! The structs that carry the fields of a set's own variants, one to read them into and one to write them from where they
//! stand.

use proc_macro2::{Group, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, DeriveInput, Fields, Ident, ext::IdentExt, parse_quote, spanned::Spanned};

use crate::{
    diagnostics::Diagnostics,
    keys::{Keys, Value},
    krate,
    schema::{self, Owner, Wire},
};

/// The structs of one variant.
pub(crate) struct Hidden {
    owned: DeriveInput,
    /// The variant's name.
    name: String,
    json: bool,
}

impl Hidden {
    /// The structs of a variant with fields, and the checks of those; `None` for a unit variant.
    pub(crate) fn read(
        set: &DeriveInput,
        variant: &syn::Variant,
        json: bool,
        errors: &mut Diagnostics,
    ) -> Option<Self> {
        let name = variant.ident.unraw().to_string();
        let ident = Ident::new(&format!("__{}{name}", set.ident.unraw()), variant.ident.span());
        let attributes = container_attributes(set, variant);
        let mut fields = variant.fields.clone();
        for field in &mut fields {
            field.vis = syn::Visibility::Inherited;
            field
                .attrs
                .retain(|attribute| ["serde", "schema", "event"].iter().any(|known| attribute.path().is_ident(known)));
            field.ty = syn::parse2(with_self(field.ty.to_token_stream(), &set.ident)).unwrap_or(field.ty.clone());
        }
        let owned = match fields {
            Fields::Named(fields) => parse_quote!(#(#attributes)* struct #ident #fields),
            Fields::Unnamed(fields) => parse_quote!(#(#attributes)* struct #ident #fields;),
            Fields::Unit => return None,
        };
        let hidden = Self { owned, name, json };
        schema::check(&hidden.wire(errors), errors);
        Some(hidden)
    }

    /// The struct that a payload is read into.
    pub(crate) fn owned(&self) -> &Ident {
        &self.owned.ident
    }

    /// The struct that a payload is written from.
    pub(crate) fn borrowed(&self) -> Ident {
        format_ident!("{}Ref", self.owned.ident)
    }

    /// Both, and the shape.
    pub(crate) fn expand(&self, checked: bool, private: &TokenStream) -> TokenStream {
        let serde = quote!(#private::serde);
        // A path is written without blanks between its parts.
        let serde_path = serde.to_string().replace(' ', "");
        let with_serde: Attribute = parse_quote!(#[serde(crate = #serde_path)]);
        let owned = only_serde(self.owned.clone());
        let borrowed = only_serde(self.borrowed_struct());
        // What is wrong was reported when the variant was read.
        let schema = schema::expand(&self.wire(&mut Diagnostics::default()), checked, private);
        quote! {
            #[derive(#serde::Deserialize)]
            #with_serde
            #owned
            #[allow(dead_code, reason = "a skipped field is never read")]
            #[derive(#serde::Serialize)]
            #with_serde
            #borrowed
            #schema
        }
    }

    fn wire(&self, errors: &mut Diagnostics) -> Wire<'_> {
        Wire { name: self.name.clone(), ..Wire::read(&self.owned, Owner::Event, self.json, errors) }
    }

    fn borrowed_struct(&self) -> DeriveInput {
        let mut borrowed = self.owned.clone();
        borrowed.ident = self.borrowed();
        let syn::Data::Struct(data) = &mut borrowed.data else { return borrowed };
        for field in &mut data.fields {
            let ty = &field.ty;
            let reference = krate::at(ty.span(), &quote!(&'event));
            field.ty = parse_quote!(#reference #ty);
        }
        if !data.fields.is_empty() {
            borrowed.generics = parse_quote!(<'event>);
        }
        borrowed
    }
}

/// Without the attributes that only the shape asks for.
fn only_serde(mut input: DeriveInput) -> DeriveInput {
    if let syn::Data::Struct(data) = &mut input.data {
        data.fields.iter_mut().for_each(|field| field.attrs.retain(|attribute| attribute.path().is_ident("serde")));
    }
    input
}

/// The serde attributes of the enum and of the variant that speak of the variant's fields.
fn container_attributes(set: &DeriveInput, variant: &syn::Variant) -> Vec<Attribute> {
    let (on_set, on_variant) = (Keys::foreign(&set.attrs, "serde"), Keys::foreign(&variant.attrs, "serde"));
    let rename = on_variant.get("rename_all").or(on_set.get("rename_all_fields"));
    let rename = rename.map(|entry| match &entry.value {
        Value::List(list) => parse_quote!(#[serde(rename_all #list)]),
        Value::Assigned(value) => parse_quote!(#[serde(rename_all = #value)]),
        Value::Nothing => parse_quote!(#[serde(rename_all)]),
    });
    let deny = on_set.get("deny_unknown_fields").map(|entry| parse_quote!(#[serde(#entry)]));
    rename.into_iter().chain(deny).collect()
}

/// `tokens` with `Self` as the set's name, for in the hidden structs it would mean them.
fn with_self(tokens: TokenStream, set: &Ident) -> TokenStream {
    let replace = |token| match token {
        TokenTree::Ident(ident) if ident == "Self" => Ident::new(&set.to_string(), ident.span()).into(),
        TokenTree::Group(group) => {
            let mut inner = Group::new(group.delimiter(), with_self(group.stream(), set));
            inner.set_span(group.span());
            inner.into()
        }
        other => other,
    };
    tokens.into_iter().map(replace).collect()
}

/// A local variable for the n-th field, which no name of the user's can meet.
pub(crate) fn local(index: usize) -> Ident {
    Ident::new(&format!("field_{index}"), Span::mixed_site())
}
