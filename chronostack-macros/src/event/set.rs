//! An enum: a set of event types.

use quote::ToTokens;
use syn::{DataEnum, DeriveInput, Fields, Ident, Type, ext::IdentExt};

use crate::{
    diagnostics::Diagnostics,
    event::{
        hidden::Hidden,
        keys::{Defaults, EventKeys},
    },
    keys::{Keys, Vocabulary},
    names,
    schema::{CODEC, read_codec},
};

const ON_SET: Vocabulary = Vocabulary {
    attribute: "event",
    known: &[CODEC],
    otherwise: "write it on the variant that it is about; each is an event type with a name of its own",
};
const ON_WRAPPED: Vocabulary =
    Vocabulary::nothing("event", "write it on the fields of the type that the variant wraps");

/// The set.
pub(crate) struct Set<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) variants: Vec<Variant<'a>>,
}

/// One of its variants.
pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) kind: Kind<'a>,
    /// It wraps what another wraps already, which is reported.
    pub(crate) repeated: bool,
}

/// What a variant stands for.
pub(crate) enum Kind<'a> {
    /// The event type, or the set, that it wraps.
    Wraps(&'a Type),
    /// An event type of its own.
    Own(Box<Own<'a>>),
}

/// A variant that is an event type of its own.
pub(crate) struct Own<'a> {
    pub(crate) keys: EventKeys,
    pub(crate) fields: &'a Fields,
    /// The structs that carry its fields, if it has any.
    pub(crate) hidden: Option<Hidden>,
}

impl<'a> Set<'a> {
    /// Reads and checks it.
    pub(crate) fn read(input: &'a DeriveInput, data: &'a DataEnum, errors: &mut Diagnostics) -> Self {
        let keys = Keys::read(&input.attrs, &ON_SET, errors);
        let json = keys.get("codec").is_some_and(|codec| read_codec(codec, errors));
        let mut variants: Vec<Variant<'a>> = Vec::new();
        for variant in &data.variants {
            let kind = Kind::read(input, variant, json, errors);
            let repeated = repeated(&kind, &variants, errors);
            variants.push(Variant { ident: &variant.ident, kind, repeated });
        }
        if variants.is_empty() {
            errors.error(
                &input.ident,
                format!("the set `{}` is empty", input.ident),
                "an event is a value of one of its variants, and it has none",
                "add a variant: `Placed(Placed)`, or one with fields of its own",
            );
        }
        Self { ident: &input.ident, variants }
    }
}

impl<'a> Kind<'a> {
    fn read(input: &'a DeriveInput, variant: &'a syn::Variant, json: bool, errors: &mut Diagnostics) -> Self {
        let set = input.ident.unraw().to_string();
        let name = names::in_set(&set, &variant.ident.unraw().to_string());
        let defaults = Defaults { name, place: variant.ident.span(), json };
        let wrapped = match &variant.fields {
            Fields::Unnamed(fields) if fields.unnamed.len() == 1 => fields.unnamed.first(),
            _ => None,
        };
        let keys = EventKeys::of_variant(&variant.attrs, &defaults, errors);
        match wrapped {
            Some(wrapped) if !keys.inline => {
                if let Some(attribute) = variant.attrs.iter().find(|attribute| attribute.path().is_ident("event")) {
                    errors.error(
                        attribute,
                        format!("`{}` stands for the event type that it wraps", variant.ident),
                        "name, version and codec are set where that type is defined",
                        "move the attribute there; if the variant holds a plain value, add `inline` to it",
                    );
                }
                for field in &variant.fields {
                    Keys::read(&field.attrs, &ON_WRAPPED, errors);
                }
                Self::Wraps(&wrapped.ty)
            }
            _ => {
                let hidden = Hidden::read(input, variant, keys.json, errors);
                Self::Own(Box::new(Own { keys, fields: &variant.fields, hidden }))
            }
        }
    }
}

fn repeated(kind: &Kind<'_>, before: &[Variant<'_>], errors: &mut Diagnostics) -> bool {
    let Kind::Wraps(ty) = kind else { return false };
    let text = ty.to_token_stream().to_string();
    let same = |variant: &&Variant<'_>| match variant.kind {
        Kind::Wraps(other) => other.to_token_stream().to_string() == text,
        Kind::Own(_) => false,
    };
    let Some(other) = before.iter().find(same) else { return false };
    errors.error(
        ty,
        format!("the variant `{}` wraps `{text}` already", other.ident),
        "a stored event must belong to one variant",
        "delete one of them, or give this one a type of its own",
    );
    true
}
