//! Rust code to paste: an old version's types, and the way from them to today's.

use crate::{
    codec::Codec,
    schema::{Change, Definition, Field, Shape, TypeSchema, Variant, VariantShape, differences, notation::quoted},
    testing::lock::{
        code::Code,
        locked::{LockedEvent, LockedStream},
    },
};

/// How far in the code stands.
const INDENT: &str = "    ";

/// Characters of a line of fields.
const LINE_MAX: usize = 90;

/// The derives of what an event holds.
const DERIVES: &str = "Clone, Debug, PartialEq, Serialize, Deserialize";

/// The types of a locked version, named as they were; the event itself by its version where today's has its name.
pub(super) fn types(stream: &LockedStream, code: &Code, event: &str, version: u32) -> String {
    let Some(locked) = stream.events.get(&(event.to_owned(), version)) else { return String::new() };
    let (schema, mut name) = (&locked.schema, root_name(event, &locked.schema));
    let today = code.present.get(event).filter(|present| **present != version);
    let today = today.and_then(|present| code.events.get(&(event.to_owned(), *present)));
    if today.is_some_and(|today| root_name(event, &today.schema) == name) {
        name = versioned(&name, version);
    }
    let older = Older { schema, name, renamed: vec![None; schema.types.len()] };
    let upcasts = older_types(stream, event, version);
    indented(&older.code(&attribute(event, version, locked.codec, &upcasts), true))
}

/// What gives the code's shape the next version: the new attribute, the old types, `From` between them.
pub(super) fn upcast(stream: &LockedStream, code: &Code, event: &str, version: u32) -> String {
    let key = (event.to_owned(), version);
    let (Some(LockedEvent { codec, schema }), Some(now)) = (stream.events.get(&key), code.events.get(&key)) else {
        return String::new();
    };
    let today = root_name(event, &now.schema);
    let old_name = versioned(&root_name(event, schema), version);
    let older = Older { schema, name: old_name.clone(), renamed: renamed(schema, &now.schema, version) };
    let mut text = format!(
        "{}\nstruct {today} {{ /* as it is now */ }}\n\n",
        attribute(event, version + 1, now.codec, std::slice::from_ref(&old_name))
    );
    let upcasts = older_types(stream, event, version);
    text += &older.code(&attribute(event, version, *codec, &upcasts), false);
    text += &format!(
        "\nimpl From<{old_name}> for {today} {{\n    fn from(old: {old_name}) -> Self {{\n        {}\n    }}\n}}\n",
        conversion(schema, &now.schema)
    );
    indented(&text)
}

fn attribute(event: &str, version: u32, codec: Codec, upcasts: &[String]) -> String {
    let upcasts = if upcasts.is_empty() { String::new() } else { format!(", upcast({})", upcasts.join(", ")) };
    let codec = if codec == Codec::Json { ", codec = json" } else { "" };
    format!("#[event(name = \"{event}\", version = {version}{codec}{upcasts})]")
}

/// The Rust name of the version right before `version`, as far as it was locked.
fn older_types(stream: &LockedStream, event: &str, version: u32) -> Vec<String> {
    let before = stream.events.iter().rfind(|((name, older), _)| name == event && *older < version);
    before.map(|(_, older)| root_name(event, &older.schema)).into_iter().collect()
}

/// The Rust name of the event's own type. One that is written as what it holds has none on the wire: then it is made of the
/// event's name.
fn root_name(event: &str, schema: &TypeSchema) -> String {
    if let Shape::Ref(index) = &schema.root
        && let Some(definition) = schema.types.get(*index as usize)
    {
        return definition.name.clone();
    }
    let words = event.rsplit('.').next().unwrap_or(event).split(['_', '-']);
    let camel =
        |word: &str| word.chars().take(1).flat_map(char::to_uppercase).chain(word.chars().skip(1)).collect::<String>();
    words.map(camel).collect()
}

fn versioned(name: &str, version: u32) -> String {
    let suffix = format!("V{version}");
    if name.ends_with(&suffix) { name.to_owned() } else { format!("{name}{suffix}") }
}

/// For each type its new name: the event itself, and every type of which today's of the same name says something else.
fn renamed(stored: &TypeSchema, current: &TypeSchema, version: u32) -> Vec<Option<String>> {
    let at = |schema: &TypeSchema, index: usize| {
        let root = Shape::Ref(u32::try_from(index).unwrap_or(u32::MAX));
        TypeSchema { root, types: schema.types.clone() }
    };
    let rename = |(index, Definition { name, .. }): (usize, &Definition)| {
        let same = current.types.iter().position(|other| other.name == *name);
        let moved =
            |same| differences(&at(stored, index), &at(current, same)).into_iter().any(|difference| difference.moves());
        let unchanged = same.is_some_and(|same| !moved(same));
        let is_root = stored.root == Shape::Ref(u32::try_from(index).unwrap_or(u32::MAX));
        (is_root || !unchanged).then(|| versioned(name, version))
    };
    stored.types.iter().enumerate().map(rename).collect()
}

/// An old schema as Rust types.
struct Older<'a> {
    schema: &'a TypeSchema,
    /// That of the event itself.
    name: String,
    /// The new names of types that today's code has otherwise.
    renamed: Vec<Option<String>>,
}

impl Older<'_> {
    /// The definitions: of all types, or of the event and those that get a new name.
    fn code(&self, attribute: &str, all: bool) -> String {
        let head = format!("#[derive(Event, {DERIVES})]\n{attribute}\n");
        let root = self.schema.resolve(&self.schema.root).unwrap_or(&Shape::Unit);
        let mut text = head + &self.definition(&self.name, root);
        for (index, definition) in self.schema.types.iter().enumerate() {
            let is_root = self.schema.root == Shape::Ref(u32::try_from(index).unwrap_or(u32::MAX));
            if is_root || !all && self.renamed[index].is_none() {
                continue;
            }
            text += &format!("\n#[derive(Schema, {DERIVES})]\n");
            text += &self.definition(&self.name(index), &definition.shape);
        }
        text
    }

    fn definition(&self, name: &str, shape: &Shape) -> String {
        match shape {
            Shape::Unit => format!("struct {name};\n"),
            Shape::Struct(fields) => format!("struct {name} {{\n{}}}\n", self.fields(fields, INDENT)),
            Shape::Enum(variants) => {
                let variants = variants.iter().map(|variant| self.variant(variant));
                format!("enum {name} {{\n{}}}\n", variants.collect::<String>())
            }
            Shape::Tuple(items) => format!("struct {name}({});\n", self.list(items)),
            other => format!("struct {name}({});\n", self.ty(other)),
        }
    }

    fn fields(&self, fields: &[Field], indent: &str) -> String {
        let field = |(index, Field { name, shape, default }): (usize, &Field)| {
            let default = if *default { format!("{indent}#[serde(default)]\n") } else { String::new() };
            let (rename, field) = rust_name(name, || format!("field_{index}"), indent);
            format!("{default}{rename}{indent}{field}: {},\n", self.ty(shape))
        };
        fields.iter().enumerate().map(field).collect()
    }

    fn variant(&self, Variant { name, shape }: &Variant) -> String {
        let (rename, ident) = rust_name(name, || "Variant".to_owned(), INDENT);
        let content = match shape {
            VariantShape::Unit => String::new(),
            VariantShape::Newtype(inner) => format!("({})", self.ty(inner)),
            VariantShape::Tuple(items) => format!("({})", self.list(items)),
            VariantShape::Struct(fields) => {
                format!(" {{\n{}{INDENT}}}", self.fields(fields, &INDENT.repeat(2)))
            }
        };
        format!("{rename}{INDENT}{ident}{content},\n")
    }

    fn list(&self, items: &[Shape]) -> String {
        items.iter().map(|item| self.ty(item)).collect::<Vec<_>>().join(", ")
    }

    fn name(&self, index: usize) -> String {
        let own = || self.schema.types.get(index).map_or_else(String::new, |definition| definition.name.clone());
        self.renamed.get(index).cloned().flatten().unwrap_or_else(own)
    }

    /// A type that has the shape; serde writes several alike, of which the plainest is taken.
    fn ty(&self, shape: &Shape) -> String {
        match shape {
            Shape::String => "String".to_owned(),
            Shape::Bytes => "std::ffi::CString".to_owned(),
            Shape::Unit => "()".to_owned(),
            Shape::Any => "serde_json::Value".to_owned(),
            Shape::Option(inner) => format!("Option<{}>", self.ty(inner)),
            Shape::List(item) => format!("Vec<{}>", self.ty(item)),
            Shape::Set(item) => format!("std::collections::BTreeSet<{}>", self.ty(item)),
            Shape::Map(key, value) => format!("std::collections::BTreeMap<{}, {}>", self.ty(key), self.ty(value)),
            Shape::Tuple(items) => match items.as_slice() {
                [only] => format!("({},)", self.ty(only)),
                [first, rest @ ..] if rest.len() > 2 && rest.iter().all(|item| item == first) => {
                    format!("[{}; {}]", self.ty(first), items.len())
                }
                items => format!("({})", self.list(items)),
            },
            Shape::Struct(_) | Shape::Enum(_) => "/* a type of the standard library */".to_owned(),
            Shape::Text { format, .. } => text_type(format),
            Shape::Ref(index) => self.name(*index as usize),
            plain => format!("{plain:?}").to_lowercase(),
        }
    }
}

/// The type that writes texts of `format`.
fn text_type(format: &str) -> String {
    match format {
        "timestamp" => "chronostack::Timestamp".to_owned(),
        "path" => "std::path::PathBuf".to_owned(),
        "uuid" => "uuid::Uuid".to_owned(),
        "ip" => "std::net::IpAddr".to_owned(),
        "event-id" => "chronostack::id::EventId".to_owned(),
        "stream-name" => "chronostack::id::StreamName".to_owned(),
        other => format!("/* {other} */"),
    }
}

/// A name on the wire as one of Rust, with the attribute that it needs where they differ.
fn rust_name(name: &str, otherwise: impl Fn() -> String, indent: &str) -> (String, String) {
    let plain = quoted(name) == name && name.chars().all(|letter| letter.is_ascii_alphanumeric() || letter == '_');
    match plain {
        true if is_keyword(name) => (String::new(), format!("r#{name}")),
        true => (String::new(), name.to_owned()),
        false => (format!("{indent}#[serde(rename = {})]\n", serde_json::Value::from(name)), otherwise()),
    }
}

fn is_keyword(name: &str) -> bool {
    const KEYWORDS: [&str; 12] =
        ["type", "ref", "move", "match", "use", "in", "for", "where", "loop", "mod", "enum", "async"];
    KEYWORDS.contains(&name)
}

/// The body of `From`.
fn conversion(stored: &TypeSchema, current: &TypeSchema) -> String {
    let (Some(Shape::Struct(old)), Some(Shape::Struct(new))) =
        (stored.resolve(&stored.root), current.resolve(&current.root))
    else {
        return "todo!(\"make today's event of the old one\")".to_owned();
    };
    let found = differences(stored, current);
    let fields = new.iter().enumerate().map(|(index, field)| {
        let (_, name) = rust_name(&field.name, || format!("field_{index}"), "");
        let touched = |path: &str| {
            let rest = path.strip_prefix(field.name.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[', ':']))
        };
        let renamed = found.iter().find(|d| d.change == Change::Renamed { current: field.name.clone() });
        let known = old.iter().any(|other| other.name == field.name);
        let mut changes = found.iter().filter(|difference| touched(&difference.path));
        let value =
            match (renamed, changes.find(|d| !matches!(d.change, Change::Moved { .. } | Change::Default { .. }))) {
                (Some(renamed), _) => format!("old.{}", renamed.path),
                (None, None) if known => format!("old.{name}"),
                (None, Some(change)) if change.change == Change::MadeOptional && change.path == field.name => {
                    format!("Some(old.{name})")
                }
                (None, Some(_)) if known => format!("todo!(\"of `old.{name}`\")"),
                _ if matches!(field.shape, Shape::Option(_)) => "None".to_owned(),
                _ => "todo!(\"what was it, before there was this field?\")".to_owned(),
            };
        if value == name { name } else { format!("{name}: {value}") }
    });
    let fields: Vec<String> = fields.collect();
    let line = format!("Self {{ {} }}", fields.join(", "));
    if line.len() <= LINE_MAX {
        return line;
    }
    format!("Self {{\n            {},\n        }}", fields.join(",\n            "))
}

fn indented(text: &str) -> String {
    let line = |line: &str| if line.is_empty() { "\n".to_owned() } else { format!("{INDENT}{line}\n") };
    text.lines().map(line).collect::<String>().trim_end().to_owned()
}
