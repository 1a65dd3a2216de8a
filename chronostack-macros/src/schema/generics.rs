//! The bounds of a generic type's `impl Schema`.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{Generics, Ident, Type, visit::Visit};

use crate::schema::model::{Body, Wire};

/// The type parameters that some field has the shape of, and paths such as `T::Id` that start with one.
pub(crate) struct Shaped {
    pub(crate) parameters: Vec<Ident>,
    pub(crate) paths: Vec<Type>,
}

/// Finds them as serde does: in the fields that are written, `PhantomData` aside.
pub(crate) fn shaped(wire: &Wire<'_>) -> Shaped {
    let mut finder = Finder {
        all: wire.generics.type_params().map(|parameter| parameter.ident.clone()).collect(),
        found: Shaped { parameters: Vec::new(), paths: Vec::new() },
    };
    if let Some(ty) = &wire.same_as {
        finder.visit_type(ty);
        return finder.found;
    }
    let lists = match &wire.body {
        Body::Struct(fields) => vec![fields],
        Body::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
        Body::Union => Vec::new(),
    };
    for field in lists.iter().flat_map(|fields| &fields.list).filter(|field| !field.skipped()) {
        finder.visit_type(field.shape_type());
    }
    finder.found
}

/// Whether `ty` names `Self`, or a type or const parameter of `generics`, which mean nothing outside of an impl.
pub(crate) fn depends(ty: &Type, generics: &Generics) -> bool {
    fn names(tokens: TokenStream, parameters: &[&Ident]) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => ident == "Self" || parameters.contains(&&ident),
            TokenTree::Group(group) => names(group.stream(), parameters),
            _ => false,
        })
    }
    let types = generics.type_params().map(|parameter| &parameter.ident);
    let parameters: Vec<&Ident> = types.chain(generics.const_params().map(|parameter| &parameter.ident)).collect();
    names(ty.to_token_stream(), &parameters)
}

/// The generics with the bounds of `impl Schema`: `Schema` on what fields have the shape of, `'static` on the rest.
pub(crate) fn bounded(wire: &Wire<'_>, shaped: &Shaped, private: &TokenStream) -> Generics {
    let mut generics = wire.generics.clone();
    let clause = generics.make_where_clause();
    for parameter in wire.generics.lifetimes() {
        // An error is reported; the impl is to raise no other.
        let lifetime = &parameter.lifetime;
        clause.predicates.push(syn::parse_quote!(#lifetime: 'static));
    }
    for parameter in wire.generics.type_params() {
        let ident = &parameter.ident;
        let bound = if shaped.parameters.contains(ident) { quote!(#private::Schema) } else { quote!('static) };
        clause.predicates.push(syn::parse_quote!(#ident: #bound));
    }
    for path in &shaped.paths {
        clause.predicates.push(syn::parse_quote!(#path: #private::Schema));
    }
    generics
}

struct Finder {
    all: Vec<Ident>,
    found: Shaped,
}

impl<'ast> Visit<'ast> for Finder {
    fn visit_type_path(&mut self, ty: &'ast syn::TypePath) {
        let first = ty.path.segments.first().filter(|_| ty.qself.is_none() && ty.path.leading_colon.is_none());
        match first.filter(|first| self.all.contains(&first.ident)) {
            Some(first) if ty.path.segments.len() == 1 => {
                if !self.found.parameters.contains(&first.ident) {
                    self.found.parameters.push(first.ident.clone());
                }
            }
            Some(_) => {
                let path = Type::Path(ty.clone());
                if !self.found.paths.contains(&path) {
                    self.found.paths.push(path);
                }
            }
            None if ty.path.segments.last().is_some_and(|last| last.ident == "PhantomData") => {}
            None => syn::visit::visit_type_path(self, ty),
        }
    }
}
