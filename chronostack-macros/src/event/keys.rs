//! The keys of `#[event(..)]` on an event type.

use proc_macro2::Span;
use quote::ToTokens;
use syn::{Attribute, LitStr, Path};

use crate::{
    diagnostics::Diagnostics,
    keys::{Entry, Keys, Known, Vocabulary},
    names,
    schema::{CODEC, read_codec},
};

const NAME: Known = Known { key: "name", example: "name = \"order.paid\"" };
const VERSION: Known = Known { key: "version", example: "version = 2" };
const UPCAST: Known = Known { key: "upcast", example: "upcast(PaidV1)" };
const TRY_UPCAST: Known = Known { key: "try_upcast", example: "try_upcast(PaidV1)" };
const SINCE: Known = Known { key: "since", example: "since = 2" };
const INLINE: Known = Known { key: "inline", example: "inline" };

const ON_STRUCT: Vocabulary = Vocabulary {
    attribute: "event",
    known: &[NAME, VERSION, UPCAST, TRY_UPCAST, SINCE, CODEC],
    otherwise: "delete it",
};
const ON_VARIANT: Vocabulary = Vocabulary {
    attribute: "event",
    known: &[NAME, VERSION, UPCAST, TRY_UPCAST, SINCE, CODEC, INLINE],
    otherwise: "delete it",
};

/// What an event type says about itself.
pub(crate) struct EventKeys {
    /// The name on the wire.
    pub(crate) name: String,
    /// The version, from 1.
    pub(crate) version: u32,
    /// The oldest version that a log may hold.
    pub(crate) since: u32,
    /// The types of older versions.
    pub(crate) upcasts: Vec<Upcast>,
    /// Whether JSON is its codec.
    pub(crate) json: bool,
    /// Whether a newtype variant holds a plain value: `inline`.
    pub(crate) inline: bool,
    /// Where the version is given, for errors about it; the type's name where it is not.
    pub(crate) version_place: Span,
}

/// The type of an older version.
pub(crate) struct Upcast {
    pub(crate) old: Path,
    /// Whether `TryFrom` makes today's of it: `try_upcast`.
    pub(crate) fallible: bool,
}

/// What stands where a key is not given.
pub(crate) struct Defaults {
    pub(crate) name: String,
    pub(crate) place: Span,
    pub(crate) json: bool,
}

impl EventKeys {
    /// Reads the attributes of a struct.
    pub(crate) fn of_struct(attributes: &[Attribute], defaults: &Defaults, errors: &mut Diagnostics) -> Self {
        Self::read(attributes, &ON_STRUCT, defaults, errors)
    }

    /// Reads the attributes of a variant.
    pub(crate) fn of_variant(attributes: &[Attribute], defaults: &Defaults, errors: &mut Diagnostics) -> Self {
        Self::read(attributes, &ON_VARIANT, defaults, errors)
    }

    fn read(attributes: &[Attribute], vocabulary: &Vocabulary, defaults: &Defaults, errors: &mut Diagnostics) -> Self {
        let keys = Keys::read(attributes, vocabulary, errors);
        let version = keys.get("version").and_then(|entry| number(entry, &VERSION, errors));
        let version_place = keys.get("version").map_or(defaults.place, |entry| entry.key.span());
        let this = Self {
            name: name(keys.get("name"), defaults, errors),
            version: version.unwrap_or(1),
            since: keys.get("since").and_then(|entry| number(entry, &SINCE, errors)).unwrap_or(1),
            upcasts: upcasts(&keys, errors),
            json: keys.get("codec").map_or(defaults.json, |entry| read_codec(entry, errors)),
            inline: keys.get("inline").is_some_and(|entry| flag(entry, errors)),
            version_place,
        };
        if let Some(since) = keys.get("since").filter(|_| this.since > this.version) {
            errors.error(
                since,
                format!("`since = {}` is newer than version {}", this.since, this.version),
                "`since` is the oldest version that a log may hold",
                format!("give `since` a number up to {}, or raise `version`", this.version),
            );
        }
        this
    }
}

fn name(entry: Option<&Entry>, defaults: &Defaults, errors: &mut Diagnostics) -> String {
    const WHY: &str = "names on the wire are of a-z, 0-9, `_`, `-` and `.`, so that every tool and store can use them";
    let Some(entry) = entry else {
        if let Some(fault) = names::fault(&defaults.name) {
            let text = LitStr::new(&defaults.name, defaults.place);
            let what = format!("the name {:?}, made from this one, cannot stand on the wire: {fault}", text.value());
            errors.error(text, what, WHY, "give one: `#[event(name = \"order.paid\")]`");
        }
        return defaults.name.clone();
    };
    let Some(text) = entry.text() else {
        entry.wrong("a text", NAME.example, errors);
        return defaults.name.clone();
    };
    let Some(fault) = names::fault(&text.value()) else { return text.value() };
    let fix = match names::mended(&text.value()) {
        Some(mended) => format!("write it as {mended:?}"),
        None => format!("write one such as {:?}", "order.paid"),
    };
    errors.error(&text, format!("{:?} cannot name an event: {fault}", text.value()), WHY, fix);
    defaults.name.clone()
}

fn number(entry: &Entry, Known { example, .. }: &Known, errors: &mut Diagnostics) -> Option<u32> {
    match entry.number() {
        Some(0) => {
            errors.error(
                entry,
                format!("`{}` is 0", entry.key),
                "versions are counted from 1",
                format!("write it as in `{example}`"),
            );
            None
        }
        Some(number) => Some(number),
        None => {
            entry.wrong("a whole number from 1 to 4294967295", example, errors);
            None
        }
    }
}

fn upcasts(keys: &Keys, errors: &mut Diagnostics) -> Vec<Upcast> {
    let mut once: Vec<Upcast> = Vec::new();
    for (key, fallible) in [(UPCAST, false), (TRY_UPCAST, true)] {
        let Some(entry) = keys.get(key.key) else { continue };
        let Some(paths) = entry.paths() else {
            entry.wrong("types in parentheses", key.example, errors);
            continue;
        };
        for old in paths {
            if once.iter().any(|other| other.old == old) {
                let text = old.to_token_stream();
                let why = "each older version is read by one type";
                errors.error(old, format!("`{text}` is named twice"), why, "keep one and delete the other");
            } else {
                once.push(Upcast { old, fallible });
            }
        }
    }
    once
}

fn flag(entry: &Entry, errors: &mut Diagnostics) -> bool {
    if entry.has_value() {
        entry.wrong("no value", INLINE.example, errors);
    }
    true
}
