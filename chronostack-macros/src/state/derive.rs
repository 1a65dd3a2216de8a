//! The entry point.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Data, DeriveInput, ext::IdentExt};

use crate::{
    diagnostics::Diagnostics,
    keys::{Keys, Known, Vocabulary},
    krate,
    schema::{self, CODEC, Owner, Wire, read_codec},
};

const ON_TYPE: Vocabulary = Vocabulary { attribute: "state", known: &[CODEC], otherwise: "delete it" };
const TERMINAL: Known = Known { key: "terminal", example: "terminal" };
const ON_VARIANT: Vocabulary = Vocabulary { attribute: "state", known: &[TERMINAL], otherwise: "delete it" };

/// Expands `#[derive(State)]`.
pub(crate) fn derive(input: &DeriveInput) -> TokenStream {
    let private = krate::private();
    let mut errors = Diagnostics::default();
    let keys = Keys::read(&input.attrs, &ON_TYPE, &mut errors);
    let json = keys.get("codec").is_some_and(|codec| read_codec(codec, &mut errors));
    let variants = Variants::read(input, &mut errors);
    not_generic(input, &mut errors);
    let wire = Wire::read(input, Owner::State, json, &mut errors);
    schema::check(&wire, &mut errors);
    let state = variants.expand(input, json, &private);
    let schema = schema::expand(&wire, errors.is_empty(), &private);
    let errors = errors.into_tokens();
    quote!(#errors #state #schema)
}

/// The variants as data, and the arms that tell which one a value is.
struct Variants {
    data: Vec<(String, bool)>,
    arms: Vec<TokenStream>,
}

impl Variants {
    fn read(input: &DeriveInput, errors: &mut Diagnostics) -> Self {
        let Data::Enum(data) = &input.data else {
            return Self { data: vec![(input.ident.unraw().to_string(), false)], arms: Vec::new() };
        };
        if data.variants.is_empty() {
            errors.error(
                &input.ident,
                format!("the state `{}` has no variant", input.ident),
                "a machine is always in one of its states, and this one has none",
                "add a variant; the one marked `#[default]` is the initial state",
            );
        }
        let mut variants = Self { data: Vec::new(), arms: Vec::new() };
        for (index, variant) in data.variants.iter().enumerate() {
            let keys = Keys::read(&variant.attrs, &ON_VARIANT, errors);
            if let Some(terminal) = keys.get("terminal").filter(|entry| entry.has_value()) {
                terminal.wrong("no value", TERMINAL.example, errors);
            }
            variants.data.push((variant.ident.unraw().to_string(), keys.has("terminal")));
            let ident = &variant.ident;
            variants.arms.push(quote!(Self::#ident { .. } => #index,));
        }
        variants
    }

    fn expand(&self, input: &DeriveInput, json: bool, private: &TokenStream) -> TokenStream {
        let ident = &input.ident;
        let mut generics = input.generics.clone();
        if !generics.params.is_empty() {
            // An error is reported; the impl is to raise no other.
            generics.make_where_clause().predicates.push(syn::parse_quote!(Self: #private::Schema));
        }
        let (impl_generics, _, where_clause) = generics.split_for_impl();
        let (_, type_generics, _) = input.generics.split_for_impl();
        let variants = self
            .data
            .iter()
            .map(|(name, terminal)| quote!(#private::StateVariant { name: #name, terminal: #terminal }));
        let codec = json.then(|| quote!(const CODEC: #private::Codec = #private::Codec::Json;));
        let index = match &input.data {
            Data::Enum(data) if data.variants.is_empty() => quote!(match *self {}),
            Data::Enum(_) => {
                let arms = &self.arms;
                quote!(match self { #(#arms)* })
            }
            _ => quote!(0),
        };
        quote! {
            #[automatically_derived]
            impl #impl_generics #private::State for #ident #type_generics #where_clause {
                const VARIANTS: &'static [#private::StateVariant] = &[#(#variants),*];
                #codec
                #[inline]
                fn variant_index(&self) -> usize {
                    #index
                }
            }
        }
    }
}

fn not_generic(input: &DeriveInput, errors: &mut Diagnostics) {
    if input.generics.type_params().next().is_some() || input.generics.const_params().next().is_some() {
        errors.error(
            &input.generics,
            format!("the state `{}` is generic", input.ident),
            "a machine's streams and snapshots are found by one name, and a generic type would be many under the same name",
            "derive `State` on a type for each use; a field's type may be generic",
        );
    }
}
