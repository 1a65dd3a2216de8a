//! What a form needs to know of an event: the JSON Schema of its data, and an example.

use chronostack::schema::{Field, Shape, TypeSchema, VariantShape};
use serde_json::{Map, Value, json};

/// The JSON Schema (2020-12) of what a type writes as JSON. Named types stand in `$defs`, so that one may hold itself; enums are
/// written as serde does: the variant's name, or an object with that for its only field.
///
/// It is as strict as a form needs it: fields that the type does not have are refused, though serde would pass over them.
pub fn json_schema(schema: &TypeSchema) -> Value {
    let mut root = of_shape(&schema.root);
    let defs = schema.types.iter().enumerate().map(|(index, definition)| {
        let mut def = of_shape(&definition.shape);
        if let Value::Object(def) = &mut def {
            def.insert("title".into(), definition.name.as_str().into());
        }
        (index.to_string(), def)
    });
    let defs: Map<String, Value> = defs.collect();
    if let Value::Object(root) = &mut root {
        root.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
        if !defs.is_empty() {
            root.insert("$defs".into(), defs.into());
        }
    }
    root
}

fn of_shape(shape: &Shape) -> Value {
    match shape {
        Shape::Bool => json!({"type": "boolean"}),
        Shape::U8 => integer(0, u8::MAX),
        Shape::U16 => integer(0, u16::MAX),
        Shape::U32 => integer(0, u32::MAX),
        Shape::U64 => integer(0, u64::MAX),
        // JSON's libraries have no number for the other bound.
        Shape::U128 => json!({"type": "integer", "minimum": 0}),
        Shape::I8 => integer(i8::MIN, i8::MAX),
        Shape::I16 => integer(i16::MIN, i16::MAX),
        Shape::I32 => integer(i32::MIN, i32::MAX),
        Shape::I64 => integer(i64::MIN, i64::MAX),
        Shape::I128 => json!({"type": "integer"}),
        Shape::F32 | Shape::F64 => json!({"type": "number"}),
        Shape::Char => json!({"type": "string", "minLength": 1, "maxLength": 1}),
        Shape::String => json!({"type": "string"}),
        Shape::Text { format, .. } => json!({"type": "string", "format": known_format(format)}),
        Shape::Bytes => json!({"type": "array", "items": integer(0, u8::MAX)}),
        Shape::Unit => json!({"type": "null"}),
        Shape::Option(inner) => json!({"anyOf": [{"type": "null"}, of_shape(inner)]}),
        Shape::List(item) => json!({"type": "array", "items": of_shape(item)}),
        Shape::Set(item) => json!({"type": "array", "items": of_shape(item), "uniqueItems": true}),
        Shape::Map(_, value) => json!({"type": "object", "additionalProperties": of_shape(value)}),
        Shape::Tuple(items) => tuple(items),
        Shape::Struct(fields) => structure(fields),
        Shape::Enum(variants) => {
            let variants = variants.iter().map(|variant| of_variant(&variant.name, &variant.shape));
            json!({"oneOf": variants.collect::<Vec<_>>()})
        }
        Shape::Ref(index) => json!({"$ref": format!("#/$defs/{index}")}),
        // Any JSON.
        _ => json!({}),
    }
}

fn of_variant(name: &str, shape: &VariantShape) -> Value {
    let content = match shape {
        VariantShape::Unit => return json!({"const": name}),
        VariantShape::Newtype(inner) => of_shape(inner),
        VariantShape::Tuple(items) => tuple(items),
        VariantShape::Struct(fields) => structure(fields),
    };
    json!({"type": "object", "properties": {name: content}, "required": [name], "additionalProperties": false})
}

fn integer<N: Into<serde_json::Number>>(minimum: impl Into<serde_json::Number>, maximum: N) -> Value {
    json!({"type": "integer", "minimum": minimum.into(), "maximum": maximum.into()})
}

fn tuple(items: &[Shape]) -> Value {
    let count = items.len();
    let items: Vec<_> = items.iter().map(of_shape).collect();
    json!({"type": "array", "prefixItems": items, "items": false, "minItems": count, "maxItems": count})
}

fn structure(fields: &[Field]) -> Value {
    let required = fields.iter().filter(|field| !field.default && !matches!(field.shape, Shape::Option(_)));
    let required: Vec<_> = required.map(|field| field.name.as_str()).collect();
    let properties: Map<_, _> = fields.iter().map(|field| (field.name.clone(), of_shape(&field.shape))).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}

/// The format's name in JSON Schema, where it has one.
fn known_format(format: &str) -> &str {
    match format {
        "timestamp" | "chrono-timestamp" => "date-time",
        "chrono-date" | "time-date" => "date",
        other => other,
    }
}

/// The plainest value of a type as JSON: zeros, empty texts and lists, the first variant. `None` where the type has no finite value, or a text of a
/// format that is not known here.
pub fn example(schema: &TypeSchema) -> Option<Value> {
    Example { schema, open: Vec::new(), steps: 0 }.of(&schema.root)
}

/// More than any form has fields: variants that hold one another in many ways are not searched for ever.
const STEPS_MAX: u32 = 10_000;

struct Example<'a> {
    schema: &'a TypeSchema,
    /// The named types that are being made: within itself a type is made by other variants, or left out.
    open: Vec<u32>,
    steps: u32,
}

impl<'a> Example<'a> {
    fn of(&mut self, shape: &'a Shape) -> Option<Value> {
        self.steps += 1;
        if self.steps > STEPS_MAX {
            return None;
        }
        Some(match shape {
            Shape::Bool => false.into(),
            Shape::F32 | Shape::F64 => 0.0.into(),
            Shape::Char => "a".into(),
            Shape::String => "".into(),
            Shape::Text { format, .. } => text(format)?.into(),
            Shape::Bytes | Shape::List(_) | Shape::Set(_) => json!([]),
            Shape::Unit | Shape::Option(_) | Shape::Any => Value::Null,
            Shape::Map(..) => json!({}),
            Shape::Tuple(items) => self.tuple(items)?,
            Shape::Struct(fields) => self.structure(fields)?,
            Shape::Enum(variants) => {
                return variants.iter().find_map(|variant| self.variant(&variant.name, &variant.shape));
            }
            Shape::Ref(index) => {
                if self.open.contains(index) {
                    return None;
                }
                self.open.push(*index);
                let schema = self.schema;
                let value = schema.types.get(*index as usize).and_then(|definition| self.of(&definition.shape));
                self.open.pop();
                return value;
            }
            _ => 0.into(),
        })
    }

    fn tuple(&mut self, items: &'a [Shape]) -> Option<Value> {
        items.iter().map(|item| self.of(item)).collect()
    }

    fn structure(&mut self, fields: &'a [Field]) -> Option<Value> {
        fields.iter().map(|field| Some((field.name.clone(), self.of(&field.shape)?))).collect()
    }

    fn variant(&mut self, name: &str, shape: &'a VariantShape) -> Option<Value> {
        let content = match shape {
            VariantShape::Unit => return Some(name.into()),
            VariantShape::Newtype(inner) => self.of(inner)?,
            VariantShape::Tuple(items) => self.tuple(items)?,
            VariantShape::Struct(fields) => self.structure(fields)?,
        };
        Some(json!({name: content}))
    }
}

/// A text of a format.
fn text(format: &str) -> Option<&'static str> {
    Some(match format {
        "path" => "path",
        "ipv4" | "ip" => "127.0.0.1",
        "ipv6" => "::1",
        "socket-v4" | "socket" => "127.0.0.1:80",
        "socket-v6" => "[::1]:80",
        "log-id" => "00000000000000000000000000000000",
        "event-id" => "00000000000000000000000000000000-1",
        "stream-name" => "kind/id",
        "uuid" => "00000000-0000-0000-0000-000000000000",
        "timestamp" | "chrono-timestamp" => "2000-01-01T00:00:00Z",
        "zoned" => "2000-01-01T00:00:00+00:00[+00:00]",
        "span" | "duration" => "PT0S",
        "date" | "chrono-date" | "time-date" => "2000-01-01",
        "time" | "chrono-time" => "00:00:00",
        "time-time" => "00:00:00.0",
        "datetime" | "chrono-datetime" => "2000-01-01T00:00:00",
        "week-date" => "2000-W01-1",
        "chrono-month" | "time-month" => "January",
        "chrono-weekday" => "Mon",
        "time-weekday" => "Monday",
        "time-datetime" => "2000-01-01 00:00:00.0",
        "time-offset-datetime" => "2000-01-01 00:00:00.0 +00:00:00",
        "time-offset" => "+00:00:00",
        "time-duration" => "0.000000000",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use chronostack::{codec::Codec, prelude::*, schema::from_json_text};
    use serde::{Deserialize, Serialize};

    use super::*;

    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    enum Tree {
        Node(Box<Tree>, Box<Tree>),
        Leaf { weight: i8 },
        Nothing,
    }

    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Euros(u64);

    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    struct Everything {
        tree: Tree,
        next: Option<Box<Everything>>,
        amount: Euros,
        pair: (u8, String),
        tags: BTreeSet<String>,
        by_name: BTreeMap<String, i32>,
        at: Timestamp,
        ip: std::net::SocketAddr,
        unit: (),
        #[serde(default)]
        note: char,
    }

    #[test]
    fn a_schema_says_what_serde_takes() {
        let schema = TypeSchema::of::<Everything>();
        let json = json_schema(&schema);
        let root = json.pointer("/$ref").and_then(Value::as_str).expect("a named type");
        let everything = json.pointer(&root[1..]).expect("it stands there");
        assert_eq!(everything["title"], "Everything");
        let required = ["tree", "amount", "pair", "tags", "by_name", "at", "ip", "unit"];
        assert_eq!(everything["required"], json!(required), "no option, nothing with a default");
        assert_eq!(everything["properties"]["next"], json!({"anyOf": [{"type": "null"}, {"$ref": root}]}));
        let amount = json!({"type": "integer", "minimum": 0, "maximum": u64::MAX});
        assert_eq!(everything["properties"]["amount"], amount, "a newtype is what it holds");
        let tree = everything["properties"]["tree"]["$ref"].as_str().expect("a named type");
        let variants = &json.pointer(&tree[1..]).expect("it stands there")["oneOf"];
        assert_eq!(variants[0]["properties"]["Node"]["prefixItems"], json!([{"$ref": tree}, {"$ref": tree}]));
        assert_eq!(variants[1]["properties"]["Leaf"]["properties"]["weight"]["minimum"], -128);
        assert_eq!(variants[2], json!({"const": "Nothing"}));
    }

    #[test]
    fn an_example_is_a_value_of_the_type() {
        let schema = TypeSchema::of::<Everything>();
        let example = example(&schema).expect("an example");
        assert_eq!(example["tree"], json!({"Leaf": {"weight": 0}}), "the first variant that comes to an end");
        let read: Everything = serde_json::from_value(example.clone()).expect("serde takes it");
        assert_eq!(serde_json::to_value(read).expect("and writes it"), example);
        from_json_text(&schema, Codec::Postcard, &example.to_string()).expect("it fits the schema");
    }

    #[test]
    fn every_format_has_an_example() {
        macro_rules! fits {
            ($($type:ty),+ $(,)?) => {$({
                let schema = TypeSchema::of::<$type>();
                let example = example(&schema).unwrap_or_else(|| panic!("no example of {}", stringify!($type)));
                from_json_text(&schema, Codec::Postcard, &example.to_string()).expect("it fits the schema");
                serde_json::from_value::<$type>(example).expect("serde takes it");
            })+};
        }
        use std::net::{Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6};
        fits!(Timestamp, Ipv4Addr, Ipv6Addr, SocketAddrV4, SocketAddrV6, std::net::IpAddr, std::path::PathBuf);
        fits!(chronostack::id::StreamName, chronostack::id::EventId, chronostack::id::LogId);
    }

    #[test]
    fn what_has_no_finite_value_has_no_example() {
        let own = Shape::Struct(vec![Field::new("own", Shape::Ref(0), false)]);
        let types = vec![chronostack::schema::Definition { name: "Endless".into(), shape: own }];
        assert_eq!(example(&TypeSchema { root: Shape::Ref(0), types }), None);
        assert_eq!(example(&TypeSchema { root: Shape::Ref(7), types: Vec::new() }), None);
    }
}
