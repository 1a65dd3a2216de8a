//! What has no shape, or none that the codec can carry. One function a rule.

use quote::ToTokens;
use syn::Type;

use crate::{
    diagnostics::Diagnostics,
    keys::{Entry, Keys},
    schema::model::{Body, Field, Fields, Owner, Variant, Wire, both},
};

/// Checks the whole type.
pub(crate) fn check(wire: &Wire<'_>, errors: &mut Diagnostics) {
    union(wire, errors);
    lifetimes(wire, errors);
    marks(wire, errors);
    // Of a type that names its shape itself, nothing below is asked.
    if wire.same_as.is_some() {
        return;
    }
    names_agree(&wire.serde, &["rename_all", "rename_all_fields"], errors);
    conversion(wire, errors);
    if !wire.json {
        tagging(&wire.serde, wire.owner, errors);
    }
    match &wire.body {
        Body::Struct(list) => fields(list, wire, errors),
        Body::Enum(variants) => {
            for variant in variants {
                names_agree(&variant.serde, &["rename", "rename_all"], errors);
                if !wire.json {
                    tagging(&variant.serde, wire.owner, errors);
                    variant_functions(variant, wire.owner, errors);
                }
                fields(&variant.fields, wire, errors);
            }
            if !wire.json {
                skipped_variants(variants, wire.owner, errors);
            }
        }
        Body::Union => {}
    }
}

/// What is marked `sensitive` must have a place in what is written.
fn marks(wire: &Wire<'_>, errors: &mut Diagnostics) {
    let lists = match &wire.body {
        Body::Struct(fields) => vec![fields],
        Body::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
        Body::Union => Vec::new(),
    };
    for field in lists.iter().flat_map(|fields| &fields.list) {
        let Some(mark) = &field.sensitive else { continue };
        if let Some(ty) = wire.converted() {
            errors.error(
                mark,
                "this field is not what is written",
                format!("`{}` is written as `{}`, in which the mark would be lost", wire.ident, ty.to_token_stream()),
                "mark the field there, or what holds the whole value",
            );
        } else if field.skipped() {
            errors.error(
                mark,
                "a field that is skipped has nothing to hide",
                "it is never written, so nobody is shown it",
                "delete the mark, or the `skip`",
            );
        } else if field.serde.has("flatten") {
            errors.error(
                mark,
                "a flattened field has no place of its own",
                "its fields stand among those of this type, and could not be told from them",
                "mark those of its own fields that are sensitive, by `#[schema(sensitive)]`",
            );
        }
    }
}

fn fields(fields: &Fields<'_>, wire: &Wire<'_>, errors: &mut Diagnostics) {
    for field in &fields.list {
        names_agree(&field.serde, &["rename"], errors);
        if !wire.json {
            flatten(field, wire.owner, errors);
            left_out_at_times(field, wire.owner, errors);
            functions(field, wire.owner, errors);
            one_sided_skip(&field.serde, wire.owner, errors);
        }
    }
}

impl Owner {
    /// How to choose the codec that carries what postcard cannot.
    fn way_out(self) -> &'static str {
        match self {
            Self::Event => "or let JSON carry the event: `#[event(codec = json)]`",
            Self::State => "or let JSON carry the state: `#[state(codec = json)]`",
            Self::Nested => {
                "or let JSON carry it: `#[schema(codec = json)]` here, and `#[event(codec = json)]` on the events that hold it"
            }
        }
    }
}

fn union(wire: &Wire<'_>, errors: &mut Diagnostics) {
    if matches!(wire.body, Body::Union) {
        errors.error(
            wire.ident,
            format!("`{}` is a union", wire.ident),
            "nothing on the wire could say which field is meant",
            "make it an enum",
        );
    }
}

fn lifetimes(wire: &Wire<'_>, errors: &mut Diagnostics) {
    if let Some(lifetime) = wire.generics.lifetimes().next() {
        errors.error(
            lifetime,
            format!("`{}` borrows", wire.ident),
            "what is read from a log outlives the bytes it was read from, and must own its data",
            "hold `String` instead of `&str`, `Vec<T>` instead of `&[T]`",
        );
    }
}

/// `rename(serialize = "a", deserialize = "b")`: two names for one thing.
fn names_agree(serde: &Keys, keys: &[&str], errors: &mut Diagnostics) {
    for entry in keys.iter().filter_map(|key| serde.get(key)) {
        let Some((written, read)) = both(entry) else { continue };
        let value = |side: &Option<syn::LitStr>| side.as_ref().map(syn::LitStr::value);
        if value(&written) != value(&read) {
            errors.error(
                entry,
                "what is written has another name than what is read",
                "an event is read back from what was written",
                format!("give one name to both: `{} = \"..\"`", entry.key),
            );
        }
    }
}

/// `into` and `from`: both, and of the same type.
fn conversion(wire: &Wire<'_>, errors: &mut Diagnostics) {
    let into = wire.serde.get("into");
    let from = wire.serde.get("from").or_else(|| wire.serde.get("try_from"));
    match (into, from) {
        (Some(into), Some(from)) => {
            let text = |ty: Option<Type>| ty.map(|ty| ty.to_token_stream().to_string());
            if text(into.named_type()) != text(from.named_type()) {
                errors.error(
                    from,
                    "it is written as one type and read as another",
                    "an event is read back from what was written",
                    "convert into and from the same type; if both have one shape, name it: `#[schema(as = ..)]` on the type",
                );
            }
        }
        (Some(one), None) | (None, Some(one)) => {
            let (done, missing) = if one.key == "into" { ("written", "from") } else { ("read", "into") };
            errors.error(
                one,
                format!("only what is {done} is converted"),
                "an event is read back from what was written, so both must have one shape",
                format!("add `{missing} = \"..\"` with the same type"),
            );
        }
        (None, None) => {}
    }
}

fn tagging(serde: &Keys, owner: Owner, errors: &mut Diagnostics) {
    for entry in ["untagged", "tag", "content"].iter().filter_map(|key| serde.get(key)) {
        errors.error(
            entry,
            format!("postcard, the default codec, cannot read a type with `{}`", entry.key),
            "serde must look at the names to know the variant, and postcard writes none",
            format!("delete it, {}", owner.way_out()),
        );
    }
}

fn variant_functions(variant: &Variant<'_>, owner: Owner, errors: &mut Diagnostics) {
    for entry in ["with", "serialize_with", "deserialize_with"].iter().filter_map(|key| variant.serde.get(key)) {
        errors.error(
            entry,
            format!("the shape of `{}` is not known", variant.ident),
            "the functions of `with` write it, and the macro does not see into them",
            format!("put the functions on the variant's field, with `#[schema(as = ..)]`, {}", owner.way_out()),
        );
    }
}

/// serde counts a skipped variant when it writes, and not when it reads: behind one, every variant is read as another.
fn skipped_variants(variants: &[Variant<'_>], owner: Owner, errors: &mut Diagnostics) {
    let Some(last) = variants.iter().rposition(|variant| !variant.skipped()) else { return };
    for variant in &variants[..last] {
        let skip = ["skip", "skip_serializing", "skip_deserializing"].iter().find_map(|key| variant.serde.get(key));
        if let Some(skip) = skip {
            errors.error(
                skip,
                format!("`{}` is skipped before a variant that is not", variant.ident),
                "serde counts skipped variants when it writes and not when it reads, and postcard tells variants by their \
                 number: the variants behind it would be read as others",
                format!("move it to the end, {}", owner.way_out()),
            );
        }
    }
}

fn flatten(field: &Field<'_>, owner: Owner, errors: &mut Diagnostics) {
    if let Some(entry) = field.serde.get("flatten") {
        errors.error(
            entry,
            "postcard, the default codec, cannot carry `flatten`",
            "it writes fields in order, without the names by which a flattened field is found",
            format!("let the field stand as it is, {}", owner.way_out()),
        );
    }
}

fn left_out_at_times(field: &Field<'_>, owner: Owner, errors: &mut Diagnostics) {
    if let Some(entry) = field.serde.get("skip_serializing_if") {
        errors.error(
            entry,
            "postcard, the default codec, cannot carry `skip_serializing_if`",
            "it writes fields in order, without names: when one is left out, the next is read in its place",
            format!("delete it, {}", owner.way_out()),
        );
    }
}

fn functions(field: &Field<'_>, owner: Owner, errors: &mut Diagnostics) {
    if field.same_as.is_none()
        && !field.skipped()
        && let Some(entry) = field.custom()
    {
        errors.error(
            entry,
            "the shape of this field is not known",
            format!("the functions of `{}` write or read it, and the macro does not see into them", entry.key),
            format!("name a type of that shape: `#[schema(as = String)]`, {}", owner.way_out()),
        );
    }
}

fn one_sided_skip(serde: &Keys, owner: Owner, errors: &mut Diagnostics) {
    let side = |key: &str| serde.get(key).filter(|_| !serde.has("skip"));
    let (one, effect) = match (side("skip_serializing"), side("skip_deserializing")) {
        (Some(one), None) => (one, "it is not written and yet read"),
        (None, Some(one)) => (one, "it is written and not read"),
        _ => return,
    };
    report_one_sided(one, effect, owner, errors);
}

fn report_one_sided(entry: &Entry, effect: &str, owner: Owner, errors: &mut Diagnostics) {
    errors.error(
        entry,
        format!("postcard, the default codec, cannot carry `{}`", entry.key),
        format!("it writes fields in order, without names: as {effect}, the next field is read in its place"),
        format!("skip both ways by `skip`, {}", owner.way_out()),
    );
}
