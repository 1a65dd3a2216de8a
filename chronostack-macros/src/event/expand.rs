//! What struct events and the events of a set's own variants have in common.
//!
//! Functions are generated `#[inline]`, so that one is compiled where it is used, like serde's, and not in the crate of the types.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::{
    event::keys::{EventKeys, Upcast},
    krate,
};

/// The event type as data; its schema is that of `ty`.
pub(crate) fn event_type(keys: &EventKeys, ty: &impl ToTokens, private: &TokenStream) -> TokenStream {
    let EventKeys { name, version, .. } = keys;
    let upcasts = keys.upcasts.iter().map(|upcast| &upcast.old);
    let codec = if keys.json { quote!(Json) } else { quote!(Postcard) };
    quote! {
        #private::EventType {
            name: #name,
            version: #version,
            codec: #private::Codec::#codec,
            schema: {
                #[inline]
                fn schema() -> &'static #private::EventSchema {
                    static SCHEMA: #private::SchemaCell = #private::SchemaCell::new();
                    #private::schema_in(&SCHEMA, #private::EventSchema::of::<#ty>)
                }
                schema
            },
            upcasts: &[#(<#upcasts as #private::Event>::TYPES[0]),*],
        }
    }
}

/// Returns from `decode` with what a version other than the present one holds.
/// `event_type` is the present version's.
pub(crate) fn decode_older(keys: &EventKeys, event_type: &TokenStream, private: &TokenStream) -> TokenStream {
    let core = quote!(#private::core);
    let upcasts = keys.upcasts.iter().map(|Upcast { old, fallible }| {
        // The bound `Self: From<Old>` is reported at the older type.
        let converted = if *fallible {
            let from = quote!(<Self as #core::convert::TryFrom<#old>>::try_from);
            let tried = krate::call(old, &from, &quote!(older));
            let version = quote!(<#old as #private::Event>::TYPES[0].version);
            let failed = krate::call(old, &quote!(#private::failed_upcast), &quote!(#event_type, #version, &error));
            quote!(match #tried {
                #core::result::Result::Ok(event) => #core::result::Result::Ok(event),
                #core::result::Result::Err(error) => #core::result::Result::Err(#failed),
            })
        } else {
            let from = quote!(<Self as #core::convert::From<#old>>::from);
            let converted = krate::call(old, &from, &quote!(older));
            quote!(#core::result::Result::Ok(#converted))
        };
        quote! {
            if <#old as #private::Event>::TYPES[0].at_version(version).is_some() {
                let older = <#old as #private::Event>::decode(0, version, codec, payload)?;
                return #converted;
            }
        }
    });
    quote! {
        #(#upcasts)*
        #private::core::result::Result::Err(#private::unknown_version(#event_type, version))
    }
}

/// The rules of names and versions that need the older types. `event_type` is the present version's, a constant.
pub(crate) fn check_versions(keys: &EventKeys, event_type: &TokenStream, private: &TokenStream) -> TokenStream {
    if keys.version == 1 && keys.upcasts.is_empty() {
        return TokenStream::new();
    }
    let upcasts = keys.upcasts.iter().map(|Upcast { old, .. }| {
        let check = krate::call(old, &quote!(#private::check_upcast), &quote!(#event_type, OLD));
        quote!({
            const OLD: &[#private::EventType] = <#old as #private::Event>::TYPES;
            #check;
        })
    });
    let since = keys.since;
    let check = krate::at(keys.version_place, &quote!(#private::check_versions(#event_type, #since);));
    quote!(#(#upcasts)* #check)
}

/// The function that encodes what has these keys.
pub(crate) fn encode_function(keys: &EventKeys, private: &TokenStream) -> TokenStream {
    if keys.json { quote!(#private::encode_json) } else { quote!(#private::encode_postcard) }
}
