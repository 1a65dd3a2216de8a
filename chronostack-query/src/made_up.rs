//! What stands for a sensitive value in a captured history: another of the same shape.

use std::{collections::HashMap, mem};

use chronostack::schema::{Secret, Shape, TypeSchema, VariantShape};
use serde_json::{Map, Value};

/// Marks a value that is sensitive, and before a map's key that one is: no text that anybody writes.
const MARK: &str = "\u{0}\u{1}sensitive";

/// Marks a sensitive part, for [`MadeUp::replace`] to find.
pub(crate) fn mark(secret: Secret<'_>) {
    match secret {
        Secret::Value(value) => *value = MARK.into(),
        Secret::Keys(fields) => {
            let marked = mem::take(fields).into_iter().map(|(name, value)| (format!("{MARK}{name}"), value));
            *fields = marked.collect();
        }
    }
}

/// What was made up: the same for the same, so that what was equal stays equal.
#[derive(Debug, Default)]
pub(crate) struct MadeUp {
    texts: HashMap<String, String>,
    numbers: HashMap<String, u32>,
    /// How many values were replaced because their type says that they are sensitive.
    pub(crate) sensitive: u64,
}

/// Where no other value could be made up, as a JSON Pointer, and why.
pub(crate) type NotMade = (String, String);

impl MadeUp {
    /// What stands for a text, and for the same one again.
    pub(crate) fn text(&mut self, text: &str) -> String {
        let next = self.texts.len() + 1;
        self.texts.entry(text.to_owned()).or_insert_with(|| format!("redacted-{next}")).clone()
    }

    /// What was made up for a text.
    pub(crate) fn text_for(&self, text: &str) -> Option<&str> {
        self.texts.get(text).map(String::as_str)
    }

    /// Replaces in `data` what `marked` has marked in `original`, but for what a rule has replaced already.
    pub(crate) fn replace(
        &mut self,
        schema: &TypeSchema,
        original: &Value,
        marked: &Value,
        data: &mut Value,
    ) -> Result<(), NotMade> {
        self.within(schema, Some(&schema.root), original, Some(marked), data)
    }

    /// Of a value that is not `marked`, what is in it; of one that is, or stands in one that is (`None`), itself.
    fn within(
        &mut self,
        schema: &TypeSchema,
        shape: Option<&Shape>,
        original: &Value,
        marked: Option<&Value>,
        data: &mut Value,
    ) -> Result<(), NotMade> {
        let shape = shape.and_then(|shape| held(schema, shape));
        let marked = marked.filter(|marked| *marked != MARK);
        let at = |name: &str, (pointer, why): NotMade| (format!("/{name}{pointer}"), why);
        // Of a map, the names are values too.
        let map = matches!(shape, Some(Shape::Map(key, _)) if **key == Shape::String);
        match (original, &mut *data) {
            (Value::Object(original), Value::Object(data)) => {
                let mut replaced = Map::new();
                for (name, value) in original {
                    let Some(mut found) = data.remove(name) else { continue };
                    let key = format!("{MARK}{name}");
                    let inner = marked.and_then(|marked| marked.get(name).or_else(|| marked.get(&key)));
                    let shape = shape.and_then(|shape| field(shape, name));
                    self.within(schema, shape.as_ref(), value, inner, &mut found).map_err(|error| at(name, error))?;
                    let secret = marked.map_or(map, |marked| marked.get(&key).is_some());
                    replaced.insert(if secret { self.text(name) } else { name.clone() }, found);
                }
                *data = replaced;
                Ok(())
            }
            (Value::Array(original), Value::Array(data)) => {
                for (index, (value, found)) in original.iter().zip(data).enumerate() {
                    let inner = marked.and_then(|marked| marked.get(index));
                    let shape = shape.and_then(|shape| item(shape, index));
                    self.within(schema, shape.as_ref(), value, inner, found)
                        .map_err(|error| at(&index.to_string(), error))?;
                }
                Ok(())
            }
            (original, data) if marked.is_none() && original == data => self.another(shape, data),
            _ => Ok(()),
        }
    }

    /// Another value than `data`, which holds no others. Which variant an enum is stays, as what follows depends on it.
    fn another(&mut self, shape: Option<&Shape>, data: &mut Value) -> Result<(), NotMade> {
        match (&mut *data, shape) {
            (Value::Null | Value::Object(_) | Value::Array(_), _) | (Value::String(_), Some(Shape::Enum(_))) => {
                return Ok(());
            }
            (Value::Bool(value), _) => *value = false,
            (Value::Number(number), _) => {
                let number = self.number(number.to_string());
                *data = match shape {
                    Some(Shape::U8 | Shape::I8) => (number % 100).into(),
                    _ => number.into(),
                };
            }
            (Value::String(text), Some(Shape::Char)) => "x".clone_into(text),
            (Value::String(text), Some(Shape::Text { format, .. })) => {
                let number = self.number(text.clone());
                let why = || {
                    (
                        String::new(),
                        format!("{text:?} is a text in the format `{format}`; say what is to stand in its place"),
                    )
                };
                *text = formatted(format, number).ok_or_else(why)?;
            }
            (Value::String(text), _) => *text = self.text(text),
        }
        self.sensitive += 1;
        Ok(())
    }

    fn number(&mut self, of: String) -> u32 {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX).saturating_add(1);
        *self.numbers.entry(of).or_insert(next)
    }
}

/// What a value that is there has the shape of.
fn held<'a>(schema: &'a TypeSchema, shape: &'a Shape) -> Option<&'a Shape> {
    match schema.resolve(shape)? {
        Shape::Option(inner) => held(schema, inner),
        shape => Some(shape),
    }
}

/// The shape of a field of that name, of a map's value, or of what a variant holds.
fn field(shape: &Shape, name: &str) -> Option<Shape> {
    match shape {
        Shape::Struct(fields) => fields.iter().find(|field| field.name == name).map(|field| field.shape.clone()),
        Shape::Map(_, value) => Some(value.as_ref().clone()),
        Shape::Enum(variants) => match &variants.iter().find(|variant| variant.name == name)?.shape {
            VariantShape::Unit => None,
            VariantShape::Newtype(inner) => Some(inner.clone()),
            VariantShape::Tuple(items) => Some(Shape::Tuple(items.clone())),
            VariantShape::Struct(fields) => Some(Shape::Struct(fields.clone())),
        },
        _ => None,
    }
}

fn item(shape: &Shape, index: usize) -> Option<Shape> {
    match shape {
        Shape::List(item) | Shape::Set(item) => Some(item.as_ref().clone()),
        Shape::Tuple(items) => items.get(index).cloned(),
        Shape::Bytes => Some(Shape::U8),
        _ => None,
    }
}

/// A text in `format`; `None` for one that none is made up for.
fn formatted(format: &str, number: u32) -> Option<String> {
    Some(match format {
        "path" => format!("redacted-{number}"),
        "uuid" => format!("00000000-0000-4000-8000-{number:012x}"),
        "ip" | "ipv4" => format!("192.0.2.{}", number % 256),
        "ipv6" => format!("2001:db8::{:x}", number % 0x1_0000),
        "timestamp" | "chrono-timestamp" => "2000-01-01T00:00:00Z".to_owned(),
        "datetime" | "chrono-datetime" => "2000-01-01T00:00:00".to_owned(),
        "date" | "chrono-date" | "time-date" => "2000-01-01".to_owned(),
        "time" | "chrono-time" => "00:00:00".to_owned(),
        "span" | "duration" => "PT1S".to_owned(),
        _ => return None,
    })
}
