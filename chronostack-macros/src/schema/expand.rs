//! The generated `impl Schema`.

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;
use syn::Type;

use crate::{
    keys::Keys,
    krate,
    names::RenameRule,
    schema::{
        generics::{Shaped, bounded, depends, shaped},
        model::{Body, Field, Fields, Style, Variant, Wire, plain, rule},
        sensitive::sensitive,
    },
};

/// The impl, and the checks that need other types' impls; these only when nothing else is wrong.
pub(crate) fn expand(wire: &Wire<'_>, checked: bool, private: &TokenStream) -> TokenStream {
    let Wire { ident, .. } = wire;
    let shaped = shaped(wire);
    let generics = bounded(wire, &shaped, private);
    let (impl_generics, _, where_clause) = generics.split_for_impl();
    let (_, type_generics, _) = wire.generics.split_for_impl();
    let binary = binary(wire, &shaped, private);
    let shape = shape(wire, private);
    let sensitive = sensitive(wire, private);
    let checks = checked.then(|| carried(wire, private));
    quote! {
        #[automatically_derived]
        impl #impl_generics #private::Schema for #ident #type_generics #where_clause {
            #binary
            #[inline]
            fn shape(shapes: &mut #private::Shapes) -> #private::Shape {
                #shape
            }
            #sensitive
        }
        #checks
    }
}

/// `const BINARY`, where it is not what the trait says by itself. It never asks the fields, for a recursive type would
/// then ask itself: that they agree is what [`carried`] checks.
fn binary(wire: &Wire<'_>, shaped: &Shaped, private: &TokenStream) -> TokenStream {
    if wire.json {
        return quote!(
            const BINARY: bool = false;
        );
    }
    let parameters = shaped.parameters.iter().map(|ident| quote!(<#ident as #private::Schema>::BINARY));
    let paths = shaped.paths.iter().map(|path| quote!(<#path as #private::Schema>::BINARY));
    let all: Vec<TokenStream> = parameters.chain(paths).collect();
    if all.is_empty() { TokenStream::new() } else { quote!(const BINARY: bool = #(#all)&&*;) }
}

/// Checks that the default codec can carry each field, where the type of the field is known here.
fn carried(wire: &Wire<'_>, private: &TokenStream) -> TokenStream {
    let lists = match &wire.body {
        _ if wire.json || wire.same_as.is_some() => return TokenStream::new(),
        Body::Struct(fields) => vec![fields],
        Body::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
        Body::Union => return TokenStream::new(),
    };
    let owner = wire.owner.attribute();
    let name = &wire.name;
    let fields = lists.iter().flat_map(|fields| &fields.list);
    let fields = fields.filter(|field| !field.skipped() && field.same_as.is_none());
    let mut types: Vec<&Type> = Vec::new();
    for Field { ty, .. } in fields.filter(|field| !depends(field.ty, wire.generics) && !plain(field.ty)) {
        if !types.contains(ty) {
            types.push(ty);
        }
    }
    let checks: Vec<TokenStream> = types
        .iter()
        .map(|ty| {
            // The type itself is not respanned: what is wrong with it is reported where the shape asks for it.
            let check = krate::call(ty, &quote!(#private::check_carried), &quote!(CARRIED, #owner, #name));
            quote!({ const CARRIED: bool = #private::Carried::<#ty>::BINARY; #check })
        })
        .collect();
    if checks.is_empty() {
        return TokenStream::new();
    }
    quote! {
        const _: () = {
            // `Carried::<T>::BINARY` is the schema's answer, or this trait's for a type without one, which is reported
            // elsewhere.
            use #private::CarriedOtherwise as _;
            #(#checks)*
        };
    }
}

fn shape(wire: &Wire<'_>, private: &TokenStream) -> TokenStream {
    let name = &wire.name;
    if let Some(ty) = wire.converted() {
        return transparent(name, &of(&ty, private));
    }
    let rules = rule(&wire.serde, "rename_all");
    let shape = match &wire.body {
        _ if wire.generics.lifetimes().next().is_some() => quote!(#private::Shape::Unit),
        _ if free_form(wire) => quote!(#private::Shape::Any),
        Body::Struct(fields) if fields.style == Style::Newtype || wire.serde.has("transparent") => {
            let inner =
                fields.held().map_or_else(|| quote!(#private::Shape::Unit), |field| field_shape(field, private));
            return transparent(name, &inner);
        }
        Body::Struct(fields) => struct_shape(fields, rules, wire.serde.has("default"), private),
        Body::Enum(variants) => {
            let for_fields = rule(&wire.serde, "rename_all_fields");
            let written = variants.iter().filter(|variant| !variant.skipped());
            let variants = written.map(|variant| variant_shape(variant, rules, for_fields, private));
            quote!(#private::Shape::Enum(#private::std::vec![#(#variants),*]))
        }
        Body::Union => quote!(#private::Shape::Unit),
    };
    let shapes = shapes_argument(&shape);
    quote!(shapes.define::<Self>(#name, |#shapes| #shape))
}

fn transparent(name: &str, shape: &TokenStream) -> TokenStream {
    let shapes = shapes_argument(shape);
    quote!(shapes.transparent::<Self>(#name, |#shapes| #shape))
}

/// The closure's argument; `_` where the shape asks for no other.
fn shapes_argument(shape: &TokenStream) -> TokenStream {
    fn used(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "shapes",
            TokenTree::Group(group) => used(group.stream()),
            _ => false,
        })
    }
    if used(shape.clone()) { quote!(shapes) } else { quote!(_) }
}

/// Whether JSON may hold anything: the macro does not see what flattened fields add, nor how variants are told apart.
fn free_form(wire: &Wire<'_>) -> bool {
    let tagged = |serde: &Keys| ["untagged", "tag", "content"].iter().any(|key| serde.has(key));
    tagged(&wire.serde)
        || match &wire.body {
            Body::Struct(fields) => flattened(fields),
            Body::Enum(variants) => variants.iter().any(|variant| tagged(&variant.serde)),
            Body::Union => false,
        }
}

fn flattened(fields: &Fields<'_>) -> bool {
    fields.list.iter().any(|field| field.serde.has("flatten"))
}

fn struct_shape(fields: &Fields<'_>, rule: Option<RenameRule>, default: bool, private: &TokenStream) -> TokenStream {
    match fields.style {
        Style::Unit => quote!(#private::Shape::Unit),
        Style::Named => {
            let fields = named(fields, rule, default, private);
            quote!(#private::Shape::Struct(#fields))
        }
        Style::Tuple | Style::Newtype => {
            let items = items(fields, private);
            quote!(#private::Shape::Tuple(#items))
        }
    }
}

fn variant_shape(
    variant: &Variant<'_>,
    rules: Option<RenameRule>,
    for_fields: Option<RenameRule>,
    private: &TokenStream,
) -> TokenStream {
    let name = variant.name(rules);
    let fields = &variant.fields;
    let custom = ["with", "serialize_with"].iter().any(|key| variant.serde.has(key));
    let shape = match fields.style {
        _ if custom || flattened(fields) => quote!(Newtype(#private::Shape::Any)),
        Style::Unit => quote!(Unit),
        Style::Named => {
            let fields = named(fields, rule(&variant.serde, "rename_all").or(for_fields), false, private);
            quote!(Struct(#fields))
        }
        Style::Tuple => {
            let items = items(fields, private);
            quote!(Tuple(#items))
        }
        Style::Newtype => {
            let shape = fields.list.first().filter(|field| !field.skipped()).map(|field| field_shape(field, private));
            shape.map_or_else(|| quote!(Unit), |shape| quote!(Newtype(#shape)))
        }
    };
    quote!(#private::Variant::new(#name, #private::VariantShape::#shape))
}

fn named(fields: &Fields<'_>, rule: Option<RenameRule>, default: bool, private: &TokenStream) -> TokenStream {
    let fields = fields.list.iter().filter(|field| !field.skipped()).map(|field| {
        let name = field.name(rule);
        let shape = field_shape(field, private);
        let default = default || field.serde.has("default") || field.serde.has("skip_serializing_if");
        quote!(#private::Field::new(#name, #shape, #default))
    });
    quote!(#private::std::vec![#(#fields),*])
}

fn items(fields: &Fields<'_>, private: &TokenStream) -> TokenStream {
    let fields = fields.list.iter().filter(|field| !field.skipped());
    let shapes = fields.map(|field| field_shape(field, private));
    quote!(#private::std::vec![#(#shapes),*])
}

fn field_shape(field: &Field<'_>, private: &TokenStream) -> TokenStream {
    match field.custom() {
        Some(_) if field.same_as.is_none() => quote!(#private::Shape::Any),
        _ => of(field.shape_type(), private),
    }
}

fn of(ty: &Type, private: &TokenStream) -> TokenStream {
    quote!(<#ty as #private::Schema>::shape(shapes))
}
