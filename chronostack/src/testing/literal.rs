//! Events as Rust code to paste.

use std::any::type_name;

use serde_json::Value;

use crate::{
    event::Event,
    schema::{Field, Shape, TypeSchema, VariantShape},
    testing::payload::json,
};

/// The event as an expression. Where its schema does not tell its types' names (attributes of serde's that change what is written,
/// a codec that is JSON), it is what `Debug` writes. A newtype is written as what it holds, as serde does.
pub(super) fn literal<E: Event>(event: &E) -> String {
    let debug = format!("{event:?}");
    // Of `shop::OrderEvent`, and of `shop::OrderEvent<T>`.
    let set = type_name::<E>().split('<').next().and_then(|path| path.rsplit("::").next()).unwrap_or_default();
    let schema = (event.event_type().schema)();
    let variant = debug.split(|char: char| !char.is_alphanumeric() && char != '_').next().unwrap_or_default();
    let payload = json(event).ok().and_then(|payload| expression(schema, &schema.root, &payload));
    match (payload, name_of(schema, &schema.root)) {
        (Some(payload), Some(name)) if debug.starts_with(&format!("{variant}({name}")) => {
            format!("{set}::{variant}({payload})")
        }
        (Some(payload), _) if variant == set => payload,
        // A variant with fields of its own.
        _ => match (schema.resolve(&schema.root), json(event)) {
            (Some(Shape::Struct(fields)), Ok(payload)) if debug.starts_with(&format!("{variant} {{")) => {
                in_braces(schema, fields, &payload)
                    .map_or_else(|| format!("{set}::{debug}"), |fields| format!("{set}::{variant} {fields}"))
            }
            _ => format!("{set}::{debug}"),
        },
    }
}

fn name_of<'a>(schema: &'a TypeSchema, shape: &Shape) -> Option<&'a str> {
    match shape {
        Shape::Ref(index) => Some(schema.types.get(*index as usize)?.name.as_str()),
        _ => None,
    }
}

/// `None` for what is no value of the shape, or has no literal.
fn expression(schema: &TypeSchema, shape: &Shape, value: &Value) -> Option<String> {
    Some(match (shape, value) {
        (Shape::Any, _) => return None,
        (Shape::Unit, Value::Null) => "()".to_owned(),
        (Shape::Option(_), Value::Null) => "None".to_owned(),
        (Shape::Option(inner), value) => format!("Some({})", expression(schema, inner, value)?),
        (Shape::String, Value::String(text)) => format!("{text:?}.into()"),
        (Shape::Char, Value::String(text)) => format!("{:?}", text.chars().next()?),
        (Shape::Text { .. }, Value::String(text)) => format!("{text:?}.parse().unwrap()"),
        (Shape::F32 | Shape::F64, Value::Number(number)) => format!("{:?}", number.as_f64()?),
        (Shape::List(item), Value::Array(items)) => format!("vec![{}]", expressions(schema, |_| Some(item), items)?),
        (Shape::Set(item), Value::Array(items)) => format!("[{}].into()", expressions(schema, |_| Some(item), items)?),
        (Shape::Map(key, content), Value::Object(entries)) => {
            let entries: Option<Vec<String>> = entries
                .iter()
                .map(|(name, value)| {
                    // A key that is a number is a text in JSON.
                    let name = expression(schema, key, &Value::from(name.as_str()))
                        .or_else(|| expression(schema, key, &serde_json::from_str(name).ok()?));
                    Some(format!("({}, {})", name?, expression(schema, content, value)?))
                })
                .collect();
            format!("[{}].into()", entries?.join(", "))
        }
        (Shape::Tuple(shapes), Value::Array(items)) if shapes.len() > 1 => {
            format!("({})", expressions(schema, |at| shapes.get(at), items)?)
        }
        (Shape::Ref(index), value) => {
            let definition = schema.types.get(*index as usize)?;
            let name = &definition.name;
            match (&definition.shape, value) {
                (Shape::Unit, _) => name.clone(),
                (Shape::Struct(fields), value) => format!("{name} {}", in_braces(schema, fields, value)?),
                (Shape::Tuple(_), Value::Array(_)) => {
                    format!("{name}{}", expression(schema, &definition.shape, value)?)
                }
                (Shape::Enum(variants), Value::String(unit)) => {
                    variants.iter().find(|variant| variant.name == *unit)?;
                    format!("{name}::{unit}")
                }
                (Shape::Enum(variants), Value::Object(tagged)) => {
                    let (tag, content) = tagged.iter().next()?;
                    let content = match &variants.iter().find(|variant| variant.name == *tag)?.shape {
                        VariantShape::Newtype(inner) => format!("({})", expression(schema, inner, content)?),
                        VariantShape::Tuple(shapes) => {
                            format!("({})", expressions(schema, |at| shapes.get(at), content.as_array()?)?)
                        }
                        VariantShape::Struct(fields) => format!(" {}", in_braces(schema, fields, content)?),
                        VariantShape::Unit => return None,
                    };
                    format!("{name}::{tag}{content}")
                }
                (other, value) => format!("{name}({})", expression(schema, other, value)?),
            }
        }
        (_, Value::Number(_) | Value::Bool(_)) => value.to_string(),
        _ => return None,
    })
}

fn in_braces(schema: &TypeSchema, fields: &[Field], value: &Value) -> Option<String> {
    let fields: Option<Vec<String>> = fields
        .iter()
        .map(|field| Some(format!("{}: {}", field.name, expression(schema, &field.shape, value.get(&field.name)?)?)))
        .collect();
    Some(format!("{{ {} }}", fields?.join(", ")))
}

fn expressions<'a>(schema: &TypeSchema, shape: impl Fn(usize) -> Option<&'a Shape>, items: &[Value]) -> Option<String> {
    let items = items.iter().enumerate().map(|(at, item)| expression(schema, shape(at)?, item));
    Some(items.collect::<Option<Vec<_>>>()?.join(", "))
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use serde::{Deserialize, Serialize};

    use super::literal;

    #[derive(crate::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Cents(u64);

    #[derive(crate::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Wine {
        Red { year: u16, dry: Option<bool> },
        White(String, char),
    }

    #[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Bought {
        wines: Vec<Wine>,
        tags: BTreeSet<String>,
        prices: BTreeMap<u8, (f64, i8)>,
    }

    #[derive(crate::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(codec = json)]
    struct Noted {
        #[schema(as = serde_json::Value)]
        price: Cents,
    }

    #[derive(crate::Event, Clone, Debug, PartialEq)]
    enum Shop {
        Bought(Bought),
        Noted(Noted),
        Closed,
        Opened { by: String },
    }

    #[test]
    fn an_event_is_written_as_rust() {
        let bought = Bought {
            wines: vec![Wine::Red { year: 9, dry: Some(true) }, Wine::White("a\"".to_owned(), 'x')],
            tags: ["t".to_owned()].into(),
            prices: [(3, (0.5, -1))].into(),
        };
        assert_eq!(
            literal(&Shop::Bought(bought)),
            "Shop::Bought(Bought { wines: vec![Wine::Red { year: 9, dry: Some(true) }, Wine::White(\"a\\\"\".into(), 'x')], \
             tags: [\"t\".into()].into(), prices: [(3, (0.5, -1))].into() })"
        );
        assert_eq!(literal(&Shop::Closed), "Shop::Closed");
        assert_eq!(literal(&Shop::Opened { by: "ann".to_owned() }), "Shop::Opened { by: \"ann\".into() }");
    }

    #[test]
    fn what_the_schema_does_not_tell_is_left_to_debug() {
        assert_eq!(literal(&Shop::Noted(Noted { price: Cents(4) })), "Shop::Noted(Noted { price: Cents(4) })");
    }
}
