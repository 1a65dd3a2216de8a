use std::collections::HashSet;

use serde::{Deserialize, Serialize};

use crate::{
    codec::{Codec, DecodeError, EncodeError},
    diff::{Diff, StateView},
    event::{Event, EventType},
    machine::{MachineSpec, Outcome, Reducer, Rejection, StateSpec},
    meta::Meta,
    schema::{Field, Shape, TypeSchema, Variant, VariantShape},
};

#[derive(Clone, Debug)]
enum Nothing {}

impl Event for Nothing {
    const TYPES: &'static [EventType] = &[];

    fn type_index(&self) -> usize {
        match *self {}
    }

    fn encode(&self, _: &mut Vec<u8>) -> Result<(), EncodeError> {
        match *self {}
    }

    fn decode(_: usize, _: u32, _: Codec, _: &[u8]) -> Result<Self, DecodeError> {
        Err(DecodeError::Payload { reason: "there is nothing".into() })
    }
}

/// `Reducer` for a state that only stands still.
macro_rules! still {
    ($type:ty, $spec:expr, $name:expr) => {
        impl Reducer for $type {
            type Event = Nothing;
            const STREAM: &'static str = "still";

            fn check(&self, event: &Nothing) -> Result<(), Rejection> {
                match *event {}
            }

            fn reduce(&mut self, event: &Nothing, _: &Meta) -> Outcome {
                match *event {}
            }

            fn machine() -> &'static MachineSpec {
                static SPEC: std::sync::OnceLock<MachineSpec> = std::sync::OnceLock::new();
                SPEC.get_or_init($spec)
            }

            fn state_name(&self) -> &'static str {
                let name: fn(&$type) -> &'static str = $name;
                name(self)
            }
        }
    };
}

#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Order {
    #[default]
    Draft,
    Open {
        customer: String,
        due_cents: u64,
    },
    Settled {
        customer: String,
    },
    Parcel(Vec<u8>),
    Weight(u32),
}

fn order_spec() -> MachineSpec {
    let mut spec = MachineSpec::new::<Nothing>("Order", "order");
    spec.is_enum = true;
    let states = ["draft", "open", "settled", "parcel", "weight"];
    spec.states = states.map(|name| StateSpec { name, initial: name == "draft", terminal: false }).into();
    spec
}

still!(Order, order_spec, |order| match order {
    Order::Draft => "Draft",
    Order::Open { .. } => "Open",
    Order::Settled { .. } => "Settled",
    Order::Parcel(_) => "Parcel",
    Order::Weight(_) => "Weight",
});

fn open(due_cents: u64) -> Order {
    Order::Open { customer: "ann".into(), due_cents }
}

#[test]
fn an_enum_state_is_its_name_and_its_fields() {
    let show = |before: &Order, after: &Order| Diff::of_states(before, after).to_string();
    insta::assert_snapshot!(show(&Order::Draft, &open(1250)), @r#"
    Draft -> Open
      + /customer  "ann"
      + /due_cents  1250
    "#);
    insta::assert_snapshot!(show(&open(1250), &open(250)), @"
    Open
      ~ /due_cents  1250 -> 250
    ");
    insta::assert_snapshot!(show(&open(250), &Order::Settled { customer: "ann".into() }), @"
    Open -> Settled
      - /due_cents  250
    ");
    insta::assert_snapshot!(show(&open(250), &Order::Draft), @r#"
    Open -> Draft
      - /customer  "ann"
      - /due_cents  250
    "#);
    insta::assert_snapshot!(show(&Order::Draft, &Order::Parcel(vec![])), @"Draft -> Parcel");
    insta::assert_snapshot!(show(&Order::Draft, &Order::Parcel(vec![1, 2])), @"
    Draft -> Parcel
      + /0  1
      + /1  2
    ");
    insta::assert_snapshot!(show(&Order::Draft, &Order::Weight(3)), @"
    Draft -> Weight
      + (value)  3
    ");
    insta::assert_snapshot!(show(&Order::Weight(3), &Order::Weight(4)), @"
    Weight
      ~ (value)  3 -> 4
    ");
    insta::assert_snapshot!(show(&Order::Weight(3), &open(4)), @r#"
    Weight -> Open
      ~ (value)  3 -> {"customer":"ann","due_cents":4}
    "#);
    insta::assert_snapshot!(show(&open(4), &open(4)), @"no change");
}

#[test]
fn data_tells_the_names_apart_and_the_patch_is_for_the_json_of_serde() {
    let diff = Diff::of_states(&Order::Draft, &open(5));
    insta::assert_snapshot!(serde_json::to_string_pretty(&diff).unwrap(), @r#"
    {
      "before": "Draft",
      "after": "Open",
      "changes": [
        {
          "change": "added",
          "path": "/customer",
          "value": "ann"
        },
        {
          "change": "added",
          "path": "/due_cents",
          "value": 5
        }
      ]
    }
    "#);
    let mut patched = serde_json::to_value(Order::Draft).unwrap();
    json_patch::patch(&mut patched, &diff.to_json_patch()).unwrap();
    assert_eq!(patched, serde_json::to_value(open(5)).unwrap());
    assert_eq!(diff.states(), Some(("Draft", "Open")));
}

#[test]
fn a_pointer_leads_into_the_state_with_or_without_its_name() {
    let view = StateView::of(&open(5));
    assert_eq!(view.at("/due_cents"), Some(&5.into()));
    assert_eq!(view.at("/open/due_cents"), Some(&5.into()));
    assert_eq!(view.at(""), serde_json::to_value(open(5)).ok().as_ref());
    assert_eq!(view.at("/draft"), None);
    assert_eq!(StateView::of(&Order::Draft).at("/due_cents"), None);
    assert_eq!(StateView::of(&Order::Draft).at(""), Some(&"draft".into()));
}

/// Looks like an enum in JSON, and is none.
#[derive(Clone, Default, Serialize, Deserialize)]
struct Named {
    name: String,
}

fn named_spec() -> MachineSpec {
    let mut spec = MachineSpec::new::<Nothing>("Named", "named");
    let root = Shape::Struct(vec![Field::new("name", Shape::String, false)]);
    spec.state_schema = Some(TypeSchema { root, types: vec![] });
    spec
}

still!(Named, named_spec, |_| "Named");

#[test]
fn a_struct_with_one_field_is_no_variant() {
    let diff = Diff::of_states(&Named::default(), &Named { name: "ann".into() });
    assert_eq!(diff.to_string(), "~ /name  \"\" -> \"ann\"");
    assert_eq!(diff.states(), None);
}

#[derive(Clone, Default, Serialize, Deserialize)]
enum Tags {
    #[default]
    None,
    Some(HashSet<u64>, Option<HashSet<String>>),
}

fn tags_spec() -> MachineSpec {
    let set = |item: Shape| Shape::Set(Box::new(item));
    let fields = VariantShape::Tuple(vec![set(Shape::Ref(0)), Shape::Option(Box::new(set(Shape::String)))]);
    let unit = Variant { name: "None".into(), shape: VariantShape::Unit };
    let root = Shape::Enum(vec![unit, Variant { name: "Some".into(), shape: fields }]);
    let types = vec![crate::schema::Definition { name: "Tag".into(), shape: Shape::U64 }];
    let mut spec = MachineSpec::new::<Nothing>("Tags", "tags");
    spec.state_schema = Some(TypeSchema { root, types });
    spec
}

still!(Tags, tags_spec, |_| "Tags");

#[test]
fn the_order_of_a_hash_set_is_no_difference() {
    let tags = |numbers: &mut dyn Iterator<Item = u64>| {
        let numbers: HashSet<u64> = numbers.collect();
        let names = numbers.iter().map(u64::to_string).collect();
        Tags::Some(numbers, Some(names))
    };
    // Two sets of one content iterate in two orders, for each has a hash seed of its own.
    let (one, other) = (tags(&mut (0..100)), tags(&mut (0..100).rev()));
    assert_eq!(Diff::of_states(&one, &other).to_string(), "no change");
    let more = tags(&mut (0..100).filter(|n| *n != 7).chain([1000]));
    insta::assert_snapshot!(Diff::of_states(&one, &more), @r#"
    Some
      - /0/7  7
      + /0/99  1000
      - /1/67  "7"
      + /1/3  "1000"
    "#);
}

/// Shapes that lead in a circle cannot come from a derive, yet from a schema by hand.
#[test]
fn a_circular_schema_ends() {
    let mut spec = TypeSchema { root: Shape::Ref(0), types: vec![] };
    let circle = Shape::Option(Box::new(Shape::Ref(0)));
    spec.types.push(crate::schema::Definition { name: "Circle".into(), shape: circle });
    let mut value = serde_json::json!([2, 1]);
    crate::diff::canonical::sort_sets(&mut value, &spec);
    assert_eq!(value, serde_json::json!([2, 1]));
    let field = Field { name: "set".into(), shape: Shape::Set(Box::new(Shape::U8)), default: false };
    let mut value = serde_json::json!({"set": [10, 9]});
    crate::diff::canonical::sort_sets(&mut value, &TypeSchema { root: Shape::Struct(vec![field]), types: vec![] });
    assert_eq!(value, serde_json::json!({"set": [9, 10]}));
}
