//! The impls of a set.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Fields, Ident, Member, ext::IdentExt};

use crate::{
    diagnostics::Diagnostics,
    event::{
        expand::{check_versions, decode_older, encode_function, event_type},
        hidden::{Hidden, local},
        set::{Kind, Set, Variant},
    },
    krate,
};

/// The impls, and the checks that need other types' impls; these only when nothing else is wrong.
pub(crate) fn expand(set: &Set<'_>, errors: &Diagnostics, private: &TokenStream) -> TokenStream {
    let ident = set.ident;
    let checked = errors.is_empty();
    let hidden = set.variants.iter().filter_map(|variant| match &variant.kind {
        Kind::Own(own) => own.hidden.as_ref().map(|hidden| hidden.expand(checked, private)),
        Kind::Wraps(_) => None,
    });
    let variants = set.variants.iter().map(|variant| variant.data(private));
    let count = set.variants.len();
    let arms = set.variants.iter().enumerate();
    let type_index = arms.clone().map(|(index, variant)| variant.type_index(index, private));
    let encode = arms.clone().map(|(index, variant)| variant.encode(index, private));
    let decode = arms.map(|(index, variant)| variant.decode(index, private));
    let wraps = wraps(set, private);
    let checks = checked.then(|| checks(set, private));
    // References to an enum without variants cannot be matched on.
    let this = if count == 0 { quote!(*self) } else { quote!(self) };
    quote! {
        const _: () = {
            #(#hidden)*
            const VARIANTS: &[#private::EventVariant] = <#ident as #private::EventSet>::VARIANTS;
            const COUNT: usize = #private::types_count(VARIANTS);
            // References, for an array would be copied wherever it is indexed.
            const TYPES: &[#private::EventType] = &#private::concat_types::<COUNT>(VARIANTS);
            /// The index in `TYPES` of each variant's first type.
            const FIRST: &[usize] = &#private::first_types::<#count>(VARIANTS);
            /// The variant of each of `TYPES`, and which of the variant's it is.
            const PLACES: &[(usize, usize)] = &#private::type_places::<COUNT>(VARIANTS);
            #[automatically_derived]
            impl #private::EventSet for #ident {
                const VARIANTS: &'static [#private::EventVariant] = &[#(#variants),*];
            }
            #[automatically_derived]
            impl #private::Event for #ident {
                const TYPES: &'static [#private::EventType] = TYPES;
                #[inline]
                fn type_index(&self) -> usize {
                    match #this { #(#type_index)* }
                }
                #[inline]
                fn encode(
                    &self,
                    out: &mut #private::std::vec::Vec<u8>,
                ) -> #private::core::result::Result<(), #private::EncodeError> {
                    match #this { #(#encode)* }
                }
                #[inline]
                fn decode(
                    index: usize,
                    version: u32,
                    codec: #private::Codec,
                    payload: &[u8],
                ) -> #private::core::result::Result<Self, #private::DecodeError> {
                    let (variant, inner) = PLACES[index];
                    match variant {
                        #(#decode)*
                        _ => #private::core::unreachable!(),
                    }
                }
            }
            #wraps
            #checks
        };
    }
}

impl Variant<'_> {
    /// The variant as data.
    fn data(&self, private: &TokenStream) -> TokenStream {
        let name = self.ident.unraw().to_string();
        let types = match &self.kind {
            Kind::Wraps(ty) => quote!(<#ty as #private::Event>::TYPES),
            Kind::Own(own) => {
                let event_type = event_type(&own.keys, &payload(own.hidden.as_ref()), private);
                quote!(&[#event_type])
            }
        };
        quote!(#private::EventVariant { name: #name, types: #types })
    }

    fn type_index(&self, index: usize, private: &TokenStream) -> TokenStream {
        let variant = self.ident;
        match &self.kind {
            Kind::Wraps(ty) => {
                quote!(Self::#variant(event) => FIRST[#index] + <#ty as #private::Event>::type_index(event),)
            }
            Kind::Own(_) => quote!(Self::#variant { .. } => FIRST[#index],),
        }
    }

    fn encode(&self, index: usize, private: &TokenStream) -> TokenStream {
        let variant = self.ident;
        match &self.kind {
            Kind::Wraps(ty) => quote!(Self::#variant(event) => <#ty as #private::Event>::encode(event, out),),
            Kind::Own(own) => {
                let fields = bound(own.fields);
                let value = own.hidden.as_ref().map_or_else(
                    || quote!(()),
                    |hidden| {
                        let borrowed = hidden.borrowed();
                        quote!(#borrowed #fields)
                    },
                );
                let event_type = quote!(&TYPES[FIRST[#index]]);
                let encode = encode_function(&own.keys, private);
                quote!(Self::#variant #fields => #encode(#event_type, &#value, out),)
            }
        }
    }

    fn decode(&self, index: usize, private: &TokenStream) -> TokenStream {
        let variant = self.ident;
        match &self.kind {
            Kind::Wraps(ty) => quote! {
                #index => <#ty as #private::Event>::decode(inner, version, codec, payload).map(Self::#variant),
            },
            Kind::Own(own) => {
                let version = own.keys.version;
                let fields = bound(own.fields);
                let read = own.hidden.as_ref().map_or_else(
                    || quote!(codec.decode::<()>(payload)?;),
                    |hidden| {
                        let owned = hidden.owned();
                        quote!(let #owned #fields = #private::decode_as::<#owned>(&TYPES[index], codec, payload)?;)
                    },
                );
                let older = decode_older(&own.keys, &quote!(&TYPES[index]), private);
                quote! {
                    #index => {
                        if version == #version {
                            #read
                            return #private::core::result::Result::Ok(Self::#variant #fields);
                        }
                        #older
                    }
                }
            }
        }
    }
}

/// The type that a payload of a variant of its own is read into.
fn payload(hidden: Option<&Hidden>) -> TokenStream {
    hidden.map_or_else(
        || quote!(()),
        |hidden| {
            let owned = hidden.owned();
            quote!(#owned)
        },
    )
}

/// The fields, each bound to a local variable: a pattern and an expression alike.
fn bound(fields: &Fields) -> TokenStream {
    if matches!(fields, Fields::Unit) {
        return TokenStream::new();
    }
    let members = fields.members().enumerate().map(|(index, member)| {
        let local = local(index);
        match member {
            Member::Named(name) => quote!(#name: #local),
            Member::Unnamed(number) => quote!(#number: #local),
        }
    });
    quote!({ #(#members),* })
}

/// `Wraps` and `From` of each wrapped type.
fn wraps(set: &Set<'_>, private: &TokenStream) -> TokenStream {
    let Set { ident, variants, .. } = set;
    let others = (variants.len() > 1).then(|| quote!(_ => #private::core::option::Option::None,));
    let wraps = variants.iter().filter(|variant| !variant.repeated).filter_map(|variant| {
        let Kind::Wraps(ty) = variant.kind else { return None };
        let variant: &Ident = variant.ident;
        Some(quote! {
            #[automatically_derived]
            impl #private::Wraps<#ty> for #ident {
                #[inline]
                fn peel(&self) -> #private::core::option::Option<&#ty> {
                    match self {
                        Self::#variant(event) => #private::core::option::Option::Some(event),
                        #others
                    }
                }
            }
            #[automatically_derived]
            impl #private::core::convert::From<#ty> for #ident {
                #[inline]
                fn from(event: #ty) -> Self {
                    Self::#variant(event)
                }
            }
        })
    });
    wraps.collect()
}

/// The rules that need the wrapped types: no event in two variants, versions without gaps.
fn checks(set: &Set<'_>, private: &TokenStream) -> TokenStream {
    let name = set.ident.unraw().to_string();
    let count = set.variants.len();
    let checks = set.variants.iter().enumerate().map(|(index, variant)| {
        let arguments = quote!(#name, VARIANTS, #index, BEFORE[#index]);
        let once = krate::at(variant.ident.span(), &quote!(#private::check_variant(#arguments);));
        let versions = match &variant.kind {
            Kind::Own(own) => check_versions(&own.keys, &quote!(&TYPES[FIRST[#index]]), private),
            Kind::Wraps(_) => TokenStream::new(),
        };
        quote!(#once #versions)
    });
    quote! {
        const _: () = {
            const BEFORE: &[usize] = &#private::readers_before::<#count, { 2 * COUNT + 1 }>(VARIANTS);
            #(#checks)*
        };
    }
}
