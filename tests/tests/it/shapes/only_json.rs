//! Types that only JSON carries.

use std::collections::BTreeMap;

use chronostack::{
    Event, Schema, State,
    codec::Codec,
    schema::{Shape, TypeSchema, VariantShape, check},
};
use serde::{Deserialize, Serialize};

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[schema(codec = json)]
#[serde(tag = "kind")]
enum Tagged {
    A { n: u8 },
    B { text: String },
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[schema(codec = json)]
struct Flat {
    #[serde(flatten)]
    rest: BTreeMap<String, u8>,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[schema(codec = json)]
struct Sparse {
    always: u8,
    #[serde(skip_serializing_if = "Option::is_none")]
    sometimes: Option<u8>,
    #[serde(skip_serializing, default)]
    never: u8,
}

#[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[schema(codec = json)]
enum Mixed {
    #[serde(skip)]
    #[allow(dead_code, reason = "it is skipped")]
    Hidden,
    Flat {
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    },
    Plain(u8),
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(codec = json)]
struct Noted {
    tagged: Tagged,
    flat: Flat,
    sparse: Sparse,
    mixed: Vec<Mixed>,
}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[state(codec = json)]
struct Notes {
    all: Vec<Noted>,
}

fn shape<T: Schema>() -> Shape {
    let schema = TypeSchema::of::<T>();
    schema.resolve(&schema.root).unwrap().clone()
}

#[test]
fn what_the_macro_does_not_see_into_is_any_value() {
    assert_eq!(shape::<Tagged>(), Shape::Any);
    assert_eq!(shape::<Flat>(), Shape::Any);
    let Shape::Enum(variants) = shape::<Mixed>() else { panic!("no enum") };
    let variants: Vec<_> = variants.into_iter().map(|variant| (variant.name, variant.shape)).collect();
    let flat = ("Flat".to_owned(), VariantShape::Newtype(Shape::Any));
    assert_eq!(variants, [flat, ("Plain".to_owned(), VariantShape::Newtype(Shape::U8))]);
}

#[test]
fn what_may_be_absent_says_so() {
    let Shape::Struct(fields) = shape::<Sparse>() else { panic!("no struct") };
    let fields: Vec<_> = fields.iter().map(|field| (field.name.as_str(), field.default)).collect();
    assert_eq!(fields, [("always", false), ("sometimes", true)]);
}

#[test]
fn it_says_so() {
    const {
        assert!(!Tagged::BINARY && !Flat::BINARY && !Sparse::BINARY && !Mixed::BINARY);
        assert!(!Noted::BINARY && !Notes::BINARY);
    }
    assert_eq!(Notes::CODEC, Codec::Json);
}

#[test]
fn an_event_that_holds_it_survives() {
    let noted = Noted {
        tagged: Tagged::B { text: "b".to_owned() },
        flat: Flat { rest: BTreeMap::from([("x".to_owned(), 1)]) },
        sparse: Sparse { always: 1, sometimes: None, never: 0 },
        mixed: vec![Mixed::Flat { rest: BTreeMap::new() }, Mixed::Plain(3)],
    };
    let mut payload = Vec::new();
    noted.encode(&mut payload).unwrap();
    check((Noted::TYPES[0].schema)(), Codec::Json, &payload).unwrap();
    let refused = |json: &str| {
        let error = check((Noted::TYPES[0].schema)(), Codec::Json, json.as_bytes()).unwrap_err();
        error.to_string()
    };
    let sparse = |sparse: &str| format!(r#"{{"tagged":1,"flat":2,"sparse":{sparse},"mixed":[]}}"#);
    assert!(refused(&sparse("{}")).contains("`always` is missing"));
    assert!(refused(&sparse(r#"{"always":1,"other":2}"#)).contains("no field `other`"));
    assert!(refused(&sparse(r#"{"always":1,"always":2}"#)).contains("twice"));
    assert!(refused(&sparse(r#"{"always":-1}"#)).contains("invalid value"));
    assert!(refused(&sparse(r#"{"always":1}"#).replace("[]", r#"["Plain"]"#)).contains("`Plain` carries"));
    assert!(refused(&sparse(r#"{"always":1}"#).replace("[]", r#"[{"Plane":1}]"#)).contains("no variant `Plane`"));
    assert!(refused(&(sparse(r#"{"always":1}"#) + "{}")).contains("trailing"));
    assert_eq!(Noted::decode(0, 1, Noted::TYPES[0].codec, &payload), Ok(noted));
}
