//! From a shape to text.

use crate::schema::shape::{Field, Shape, TypeSchema, Variant, VariantShape};

/// The words that stand for plain shapes, each with its shape.
pub(super) const PLAIN: [(&str, Shape); 19] = [
    ("bool", Shape::Bool),
    ("u8", Shape::U8),
    ("u16", Shape::U16),
    ("u32", Shape::U32),
    ("u64", Shape::U64),
    ("u128", Shape::U128),
    ("i8", Shape::I8),
    ("i16", Shape::I16),
    ("i32", Shape::I32),
    ("i64", Shape::I64),
    ("i128", Shape::I128),
    ("f32", Shape::F32),
    ("f64", Shape::F64),
    ("char", Shape::Char),
    ("text", Shape::String),
    ("bytes", Shape::Bytes),
    ("unit", Shape::Unit),
    ("any", Shape::Any),
    // A reference that leads nowhere, which only a damaged schema holds.
    ("nowhere", Shape::Ref(u32::MAX)),
];

/// The lines of a schema: its root, then each named type with its parts, further in.
pub(crate) fn write(schema: &TypeSchema) -> Vec<String> {
    let labels = Labels::of(schema);
    let mut lines = vec![shape(&schema.root, &labels)];
    for (definition, label) in schema.types.iter().zip(&labels.0) {
        match &definition.shape {
            Shape::Struct(fields) => {
                lines.push(format!("struct {label}"));
                lines.extend(fields.iter().map(|item| format!("  {}", field(item, &labels))));
            }
            Shape::Enum(variants) => {
                lines.push(format!("enum {label}"));
                lines.extend(variants.iter().map(|item| format!("  {}", variant(item, &labels))));
            }
            other => lines.push(format!("type {label} = {}", shape(other, &labels))),
        }
    }
    lines
}

/// What the named types of a schema are called in its text, by index: their names, with the index where those would not do.
#[derive(Debug)]
pub(crate) struct Labels(Vec<String>);

impl Labels {
    /// Those of `schema`.
    pub(crate) fn of(schema: &TypeSchema) -> Self {
        let label = |(index, name): (usize, &String)| {
            let unique = schema.types.iter().filter(|other| other.name == *name).count() == 1;
            let word = is_word(name) && !is_reserved(name);
            if unique && word { name.clone() } else { format!("{}#{index}", quoted(name)) }
        };
        Self(schema.types.iter().map(|definition| &definition.name).enumerate().map(label).collect())
    }
}

/// Whether the word means something else where a type is expected.
fn is_reserved(word: &str) -> bool {
    PLAIN.iter().any(|(plain, _)| *plain == word) || matches!(word, "struct" | "enum" | "type")
}

/// Whether a name can stand without quotes.
fn is_word(name: &str) -> bool {
    name.chars().all(is_word_letter) && name.starts_with(|letter: char| !letter.is_ascii_digit())
}

pub(super) fn is_word_letter(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || "_-.".contains(letter)
}

/// A name as it stands in the text: in quotes, as JSON writes them, unless it is a plain word.
pub(crate) fn quoted(name: &str) -> String {
    if is_word(name) { name.to_owned() } else { serde_json::Value::from(name).to_string() }
}

/// A shape on one line.
pub(crate) fn shape(shape: &Shape, labels: &Labels) -> String {
    let inner = |inner: &Shape| self::shape(inner, labels);
    match shape {
        Shape::Option(some) => format!("{}?", inner(some)),
        Shape::List(item) => format!("[{}]", inner(item)),
        Shape::Set(item) => format!("{{{}}}", inner(item)),
        Shape::Map(key, value) => format!("{{{}: {}}}", inner(key), inner(value)),
        Shape::Tuple(items) => match items.as_slice() {
            [first, rest @ ..] if !rest.is_empty() && rest.iter().all(|item| item == first) => {
                format!("({}; {})", inner(first), items.len())
            }
            items => tuple(items, labels),
        },
        Shape::Struct(fields) => format!("struct {}", structure(fields, labels)),
        Shape::Enum(variants) => {
            braces(&variants.iter().map(|item| variant(item, labels)).collect::<Vec<_>>(), "enum ")
        }
        Shape::Text { format, binary } => match binary.as_ref() {
            Shape::String => format!("text({})", quoted(format)),
            binary => format!("text({}: {})", quoted(format), inner(binary)),
        },
        Shape::Ref(index) => labels.0.get(*index as usize).map_or_else(|| "nowhere".to_owned(), Clone::clone),
        plain => {
            PLAIN.iter().find(|(_, other)| other == plain).map_or_else(String::new, |(word, _)| (*word).to_owned())
        }
    }
}

fn tuple(items: &[Shape], labels: &Labels) -> String {
    match items {
        [only] => format!("({},)", shape(only, labels)),
        items => format!("({})", items.iter().map(|item| shape(item, labels)).collect::<Vec<_>>().join(", ")),
    }
}

fn structure(fields: &[Field], labels: &Labels) -> String {
    braces(&fields.iter().map(|item| field(item, labels)).collect::<Vec<_>>(), "")
}

fn braces(items: &[String], before: &str) -> String {
    if items.is_empty() { format!("{before}{{}}") } else { format!("{before}{{ {} }}", items.join(", ")) }
}

fn field(Field { name, shape, default }: &Field, labels: &Labels) -> String {
    let default = if *default { " default" } else { "" };
    format!("{}: {}{default}", quoted(name), self::shape(shape, labels))
}

fn variant(Variant { name, shape }: &Variant, labels: &Labels) -> String {
    let name = quoted(name);
    match shape {
        VariantShape::Unit => name,
        VariantShape::Newtype(inner) => format!("{name}({})", self::shape(inner, labels)),
        VariantShape::Tuple(items) => format!("{name}{}", tuple(items, labels)),
        VariantShape::Struct(fields) => format!("{name} {}", structure(fields, labels)),
    }
}
