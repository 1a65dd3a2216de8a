//! A struct: one event type.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, ext::IdentExt};

use crate::{
    diagnostics::Diagnostics,
    event::{
        expand::{check_versions, decode_older, encode_function, event_type},
        keys::{Defaults, EventKeys},
    },
    krate, names,
    schema::{self, Owner, Wire},
};

/// The event type.
pub(crate) struct Single<'a> {
    input: &'a DeriveInput,
    keys: EventKeys,
    wire: Wire<'a>,
}

impl<'a> Single<'a> {
    /// Reads and checks it.
    pub(crate) fn read(input: &'a DeriveInput, errors: &mut Diagnostics) -> Self {
        let name = names::dotted(&input.ident.unraw().to_string());
        let defaults = Defaults { name, place: input.ident.span(), json: false };
        let keys = EventKeys::of_struct(&input.attrs, &defaults, errors);
        let wire = Wire::read(input, Owner::Event, keys.json, errors);
        schema::check(&wire, errors);
        Self { input, keys, wire }
    }

    /// The impls, and the checks that need other types' impls; these only when nothing else is wrong.
    pub(crate) fn expand(&self, checked: bool, private: &TokenStream) -> TokenStream {
        let Self { input: DeriveInput { ident, .. }, keys, wire } = self;
        let event_type = event_type(keys, ident, private);
        let (version, encode) = (keys.version, encode_function(keys, private));
        let older = decode_older(keys, &quote!(&TYPE), private);
        let this = krate::at(ident.span(), &quote!(self));
        let this_type = krate::at(ident.span(), &quote!(Self));
        let schema = schema::expand(wire, checked, private);
        let checks = if checked { check_versions(keys, &quote!(&TYPE), private) } else { TokenStream::new() };
        let checks = (!checks.is_empty()).then(|| quote!(const _: () = { #checks };));
        quote! {
            const _: () = {
                const TYPE: #private::EventType = #event_type;
                #[automatically_derived]
                impl #private::Event for #ident {
                    const TYPES: &'static [#private::EventType] = &[TYPE];
                    #[inline]
                    fn type_index(&self) -> usize {
                        0
                    }
                    #[inline]
                    fn encode(
                        &self,
                        out: &mut #private::std::vec::Vec<u8>,
                    ) -> #private::core::result::Result<(), #private::EncodeError> {
                        #encode(&TYPE, #this, out)
                    }
                    #[inline]
                    fn decode(
                        _: usize,
                        version: u32,
                        codec: #private::Codec,
                        payload: &[u8],
                    ) -> #private::core::result::Result<Self, #private::DecodeError> {
                        if version == #version {
                            return #private::decode_as::<#this_type>(&TYPE, codec, payload);
                        }
                        #older
                    }
                }
                #checks
            };
            #schema
        }
    }
}
