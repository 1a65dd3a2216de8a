//! What the source says about a type's shape on the wire.

use syn::{Data, DeriveInput, Generics, Ident, LitStr, Type, ext::IdentExt};

use crate::{
    diagnostics::Diagnostics,
    keys::{Entry, Keys, Known, Vocabulary},
    names::RenameRule,
};

/// The key that chooses the codec.
pub(crate) const CODEC: Known = Known { key: "codec", example: "codec = json" };
const AS: Known = Known { key: "as", example: "as = String" };

const SENSITIVE: Known = Known { key: "sensitive", example: "sensitive" };

const ON_NESTED: Vocabulary = Vocabulary {
    attribute: "schema",
    known: &[CODEC, AS, SENSITIVE],
    otherwise: "delete it; names on the wire follow serde's attributes",
};
const ON_OWNER: Vocabulary = Vocabulary {
    attribute: "schema",
    known: &[AS],
    otherwise: "delete it, or write it in the attribute of the derive",
};
const ON_VARIANT: Vocabulary = Vocabulary::nothing("schema", "delete it, or write it on the type or on a field");
const ON_NESTED_FIELD: Vocabulary =
    Vocabulary { attribute: "schema", known: &[AS, SENSITIVE], otherwise: "delete it, or write it on the type" };
const ON_FIELD: Vocabulary =
    Vocabulary { attribute: "schema", known: &[AS], otherwise: "delete it, or write it on the type" };

/// Whose shape it is, which decides what messages tell the user to write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Owner {
    Event,
    State,
    Nested,
}

impl Owner {
    /// The attribute that names the codec.
    pub(crate) fn attribute(self) -> &'static str {
        match self {
            Self::Event => "event",
            Self::State => "state",
            Self::Nested => "schema",
        }
    }
}

/// A type on the wire.
pub(crate) struct Wire<'a> {
    pub(crate) ident: &'a Ident,
    /// Its name, for people.
    pub(crate) name: String,
    pub(crate) generics: &'a Generics,
    pub(crate) owner: Owner,
    /// Only JSON is to carry it.
    pub(crate) json: bool,
    pub(crate) serde: Keys,
    /// The type whose shape it has: `#[schema(as = ..)]`.
    pub(crate) same_as: Option<Type>,
    /// All of it is: `#[schema(sensitive)]` on a nested type.
    pub(crate) sensitive: bool,
    pub(crate) body: Body<'a>,
}

/// What a type is made of.
pub(crate) enum Body<'a> {
    Struct(Fields<'a>),
    Enum(Vec<Variant<'a>>),
    /// Refused by the checks.
    Union,
}

/// A variant of an enum.
pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) serde: Keys,
    pub(crate) fields: Fields<'a>,
}

/// The fields of a struct or a variant.
pub(crate) struct Fields<'a> {
    pub(crate) style: Style,
    pub(crate) list: Vec<Field<'a>>,
}

/// serde's four kinds of structs and variants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Style {
    Named,
    Tuple,
    Newtype,
    Unit,
}

/// A field.
pub(crate) struct Field<'a> {
    /// Its name, where fields have names.
    pub(crate) ident: Option<&'a Ident>,
    pub(crate) ty: &'a Type,
    pub(crate) serde: Keys,
    /// The type whose shape it has: `#[schema(as = ..)]`.
    pub(crate) same_as: Option<Type>,
    /// Where it is marked `sensitive`, if it is.
    pub(crate) sensitive: Option<Ident>,
}

impl<'a> Wire<'a> {
    /// Reads the type. `json` is what the owner's own attribute says; a nested type's stands in `#[schema(..)]`.
    pub(crate) fn read(input: &'a DeriveInput, owner: Owner, json: bool, errors: &mut Diagnostics) -> Self {
        let vocabulary = if owner == Owner::Nested { &ON_NESTED } else { &ON_OWNER };
        let keys = Keys::read(&input.attrs, vocabulary, errors);
        let json = json || keys.get("codec").is_some_and(|codec| read_codec(codec, errors));
        let body = match &input.data {
            Data::Struct(data) => Body::Struct(Fields::read(&data.fields, owner, errors)),
            Data::Enum(data) => {
                Body::Enum(data.variants.iter().map(|variant| Variant::read(variant, owner, errors)).collect())
            }
            Data::Union(_) => Body::Union,
        };
        Self {
            ident: &input.ident,
            name: input.ident.unraw().to_string(),
            generics: &input.generics,
            owner,
            json,
            serde: Keys::foreign(&input.attrs, "serde"),
            same_as: keys.get("as").and_then(|entry| read_type(entry, errors)),
            sensitive: keys.get("sensitive").is_some_and(|entry| read_flag(entry, &SENSITIVE, errors)),
            body,
        }
    }
}

impl Wire<'_> {
    /// The type whose shape this type has by its attributes.
    pub(crate) fn converted(&self) -> Option<Type> {
        let keys = ["into", "from", "try_from"];
        self.same_as.clone().or_else(|| keys.iter().find_map(|key| self.serde.get(key)).and_then(Entry::named_type))
    }
}

impl<'a> Variant<'a> {
    fn read(variant: &'a syn::Variant, owner: Owner, errors: &mut Diagnostics) -> Self {
        Keys::read(&variant.attrs, &ON_VARIANT, errors);
        Self {
            ident: &variant.ident,
            serde: Keys::foreign(&variant.attrs, "serde"),
            fields: Fields::read(&variant.fields, owner, errors),
        }
    }
}

impl<'a> Fields<'a> {
    fn read(fields: &'a syn::Fields, owner: Owner, errors: &mut Diagnostics) -> Self {
        let style = match fields {
            syn::Fields::Named(_) => Style::Named,
            syn::Fields::Unnamed(fields) if fields.unnamed.len() == 1 => Style::Newtype,
            syn::Fields::Unnamed(_) => Style::Tuple,
            syn::Fields::Unit => Style::Unit,
        };
        Self { style, list: fields.iter().map(|field| Field::read(field, owner, errors)).collect() }
    }

    /// The field that a newtype or a transparent struct stands for.
    pub(crate) fn held(&self) -> Option<&Field<'a>> {
        let phantom = |ty: &Type| match ty {
            Type::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == "PhantomData"),
            _ => false,
        };
        match &self.list[..] {
            [only] => Some(only),
            list => list.iter().find(|field| !field.skipped() && !phantom(field.ty)),
        }
    }
}

impl<'a> Field<'a> {
    fn read(field: &'a syn::Field, owner: Owner, errors: &mut Diagnostics) -> Self {
        let (keys, owners) = if owner == Owner::Nested {
            (Keys::read(&field.attrs, &ON_NESTED_FIELD, errors), None)
        } else {
            let otherwise = "delete it; a field follows serde's attributes, and `#[schema(as = ..)]`";
            let owners = Vocabulary { attribute: owner.attribute(), known: &[SENSITIVE], otherwise };
            (Keys::read(&field.attrs, &ON_FIELD, errors), Some(Keys::read(&field.attrs, &owners, errors)))
        };
        let sensitive = owners.as_ref().unwrap_or(&keys).get("sensitive");
        Self {
            ident: field.ident.as_ref(),
            ty: &field.ty,
            serde: Keys::foreign(&field.attrs, "serde"),
            same_as: keys.get("as").and_then(|entry| read_type(entry, errors)),
            sensitive: sensitive.filter(|entry| read_flag(entry, &SENSITIVE, errors)).map(|entry| entry.key.clone()),
        }
    }

    /// The type whose shape this field has.
    pub(crate) fn shape_type(&self) -> &Type {
        self.same_as.as_ref().unwrap_or(self.ty)
    }

    /// Whether it is left out of what is written.
    pub(crate) fn skipped(&self) -> bool {
        self.serde.has("skip") || self.serde.has("skip_serializing")
    }

    /// The serde key that lets functions of the user's own write or read it, if there is one.
    pub(crate) fn custom(&self) -> Option<&Entry> {
        ["with", "serialize_with", "deserialize_with"].iter().find_map(|key| self.serde.get(key))
    }

    /// Its name on the wire; a tuple's field has none.
    pub(crate) fn name(&self, rule: Option<RenameRule>) -> String {
        let rust = self.ident.map(|ident| ident.unraw().to_string()).unwrap_or_default();
        written(&self.serde, "rename").unwrap_or_else(|| rule.map_or_else(|| rust.clone(), |rule| rule.field(&rust)))
    }
}

impl Variant<'_> {
    /// Its name on the wire.
    pub(crate) fn name(&self, rule: Option<RenameRule>) -> String {
        let rust = self.ident.unraw().to_string();
        written(&self.serde, "rename").unwrap_or_else(|| rule.map_or_else(|| rust.clone(), |rule| rule.variant(&rust)))
    }

    /// Whether it is never written nor read.
    pub(crate) fn skipped(&self) -> bool {
        self.serde.has("skip") || self.serde.has("skip_serializing")
    }
}

/// The rule that `key` gives to names: `rename_all` or `rename_all_fields`.
pub(crate) fn rule(serde: &Keys, key: &str) -> Option<RenameRule> {
    RenameRule::named(&written(serde, key)?)
}

/// What serde writes for `rename = ".."` or `rename(serialize = "..", deserialize = "..")`, and the like.
fn written(serde: &Keys, key: &str) -> Option<String> {
    let entry = serde.get(key)?;
    let text = entry.text().or_else(|| both(entry)?.0)?;
    Some(text.value())
}

/// The two sides of `key(serialize = "..", deserialize = "..")`.
pub(crate) fn both(entry: &Entry) -> Option<(Option<LitStr>, Option<LitStr>)> {
    let list = entry.list()?;
    let side = |key: &str| list.get(key).and_then(Entry::text);
    Some((side("serialize"), side("deserialize")))
}

/// Whether a `codec` entry says `json`.
pub(crate) fn read_codec(entry: &Entry, errors: &mut Diagnostics) -> bool {
    match entry.word() {
        Some(word) if word == "json" => true,
        Some(word) if word == "postcard" => false,
        _ => {
            entry.wrong("`json` or `postcard`", CODEC.example, errors);
            false
        }
    }
}

/// Whether the key stands alone, as it has to.
fn read_flag(entry: &Entry, known: &Known, errors: &mut Diagnostics) -> bool {
    if entry.has_value() {
        entry.wrong("no value", known.example, errors);
    }
    true
}

fn read_type(entry: &Entry, errors: &mut Diagnostics) -> Option<Type> {
    let ty = entry.ty();
    if ty.is_none() {
        entry.wrong("a type", AS.example, errors);
    }
    ty
}

/// Whether it is a number, a character or a truth value, of which there are many, and each would cost time to check.
pub(crate) fn plain(ty: &Type) -> bool {
    const PLAIN: [&str; 16] = [
        "bool", "char", "u8", "u16", "u32", "u64", "u128", "usize", "i8", "i16", "i32", "i64", "i128", "isize", "f32",
        "f64",
    ];
    matches!(ty, Type::Path(path) if PLAIN.iter().any(|plain| path.path.is_ident(plain)))
}
