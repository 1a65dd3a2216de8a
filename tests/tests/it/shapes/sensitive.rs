//! What is marked as sensitive is found in the JSON that serde makes of a value, and marking changes nothing else.

use std::collections::{BTreeMap, BTreeSet};

use chronostack::{
    Event, Schema, State,
    machine::MachineSpec,
    schema::{Secret, Sensitive, TypeSchema},
};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The values of `value` that are sensitive, replaced by `"#"`; keys of maps by `#0`, `#1` and so on.
fn masked<T: Schema + Serialize>(value: &T) -> Value {
    let mut json = serde_json::to_value(value).expect("it has JSON");
    Sensitive::of(T::sensitive).visit(&mut json, &mut hide);
    json
}

fn hide(secret: Secret<'_>) {
    match secret {
        Secret::Value(value) => *value = "#".into(),
        Secret::Keys(fields) => {
            let values = std::mem::take(fields).into_iter().map(|(_, value)| value).enumerate();
            *fields = values.map(|(index, value)| (format!("#{index}"), value)).collect();
        }
    }
}

fn at<T: Schema>(pointer: &str, mut value: Value) -> Value {
    Sensitive::of(T::sensitive).visit_at(pointer, &mut value, &mut hide);
    value
}

#[derive(Schema, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[schema(sensitive)]
struct Iban(String);

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
struct Person {
    name: String,
    #[schema(sensitive)]
    birthday: Option<String>,
    partner: Option<Box<Person>>,
    accounts: BTreeMap<String, Vec<Iban>>,
}

fn ann() -> Person {
    let accounts = BTreeMap::from([("bank".to_owned(), vec![Iban("DE1".into()), Iban("DE2".into())])]);
    let partner = Person { name: "Bob".into(), birthday: None, partner: None, accounts: accounts.clone() };
    Person { name: "Ann".into(), birthday: Some("1990-01-01".into()), partner: Some(Box::new(partner)), accounts }
}

#[test]
fn marks_are_found_in_options_lists_maps_and_in_a_type_that_holds_itself() {
    let accounts = json!({ "bank": ["#", "#"] });
    let partner = json!({ "name": "Bob", "birthday": null, "partner": null, "accounts": accounts });
    let expected = json!({ "name": "Ann", "birthday": "#", "partner": partner, "accounts": accounts });
    assert_eq!(masked(&ann()), expected);
    assert_eq!(masked(&(1, Some(Iban("a".into())), [Iban("b".into())])), json!([1, "#", ["#"]]));
    assert_eq!(masked(&BTreeSet::from([Iban("a".into())])), json!(["#"]));
    assert_eq!(masked(&Ok::<u8, Iban>(1)), json!({ "Ok": 1 }));
    assert_eq!(masked(&Err::<u8, Iban>(Iban("a".into()))), json!({ "Err": "#" }));
    assert_eq!(masked(&(Iban("a".into())..Iban("b".into()))), json!({ "start": "#", "end": "#" }));
}

#[test]
fn a_value_at_a_pointer_is_looked_at_as_where_it_stands() {
    assert_eq!(at::<Person>("/partner/birthday", json!("1990")), json!("#"));
    assert_eq!(at::<Person>("/partner/name", json!("Bob")), json!("Bob"));
    assert_eq!(at::<Person>("/partner/accounts", json!({ "bank": ["DE1"] })), json!({ "bank": ["#"] }));
    assert_eq!(at::<Person>("/accounts/bank/7", json!("DE1")), json!("#"), "whatever the index");
    assert_eq!(at::<BTreeMap<String, Iban>>("/a~1b", json!("DE1")), json!("#"));
    assert_eq!(at::<Iban>("/within/it", json!({ "all": "of it" })), json!("#"), "it stands within a sensitive value");
    assert_eq!(at::<Person>("", json!({ "name": "Ann", "birthday": 3 })), json!({ "name": "Ann", "birthday": "#" }));
}

#[test]
fn the_keys_of_a_map_are_sensitive_where_their_type_is() {
    let owners = BTreeMap::from([(Iban("DE1".into()), "Ann"), (Iban("DE2".into()), "Bob")]);
    let owners: BTreeMap<Iban, String> = owners.into_iter().map(|(iban, name)| (iban, name.to_owned())).collect();
    assert_eq!(masked(&owners), json!({ "#0": "Ann", "#1": "Bob" }));
    let plain = BTreeMap::from([("DE1".to_owned(), 1)]);
    assert_eq!(masked(&plain), json!({ "DE1": 1 }));
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", rename_all_fields = "camelCase")]
enum Payment {
    OnAccount,
    ByCard {
        #[schema(sensitive)]
        card_number: u64,
        #[schema(sensitive)]
        #[serde(rename = "cvc")]
        check: u16,
        currency: String,
    },
    ByTransfer(Iban),
    Split(#[serde(skip)] u8, u8, #[schema(sensitive)] String),
    Cash(#[schema(sensitive)] u64),
}

#[test]
fn marks_in_variants_stand_under_the_names_that_serde_writes() {
    assert_eq!(masked(&Payment::OnAccount), json!("on-account"));
    let card = Payment::ByCard { card_number: 1, check: 2, currency: "EUR".into() };
    assert_eq!(masked(&card), json!({ "by-card": { "cardNumber": "#", "cvc": "#", "currency": "EUR" } }));
    assert_eq!(masked(&Payment::ByTransfer(Iban("a".into()))), json!({ "by-transfer": "#" }));
    assert_eq!(
        masked(&Payment::Split(0, 1, "a".into())),
        json!({ "split": [1, "#"] }),
        "what is skipped is not counted"
    );
    assert_eq!(masked(&Payment::Cash(5)), json!({ "cash": "#" }));
}

/// A type of nobody's that has no schema.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Unknown {
    note: String,
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
#[schema(codec = json)]
#[serde(tag = "kind")]
enum Tagged {
    Card {
        #[schema(sensitive)]
        number: u64,
    },
    Other(Unknown),
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
#[schema(codec = json)]
#[serde(tag = "kind", content = "content")]
enum Beside {
    Card {
        #[schema(sensitive)]
        number: u64,
    },
    Pair(u8, #[schema(sensitive)] u8),
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
#[schema(codec = json)]
#[serde(untagged)]
enum Untagged {
    Card {
        #[schema(sensitive)]
        number: u64,
        within: Option<Box<Untagged>>,
    },
    Wrapped(Box<Untagged>),
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
#[schema(codec = json)]
struct Flattened {
    id: u8,
    #[serde(flatten)]
    person: Person,
    #[serde(flatten)]
    unknown: Unknown,
}

#[test]
fn marks_are_found_where_tags_and_flattening_put_them() {
    assert_eq!(masked(&Tagged::Card { number: 1 }), json!({ "kind": "Card", "number": "#" }));
    assert_eq!(masked(&Tagged::Other(Unknown { note: "a".into() })), json!({ "kind": "Other", "note": "a" }));
    assert_eq!(masked(&Beside::Card { number: 1 }), json!({ "kind": "Card", "content": { "number": "#" } }));
    assert_eq!(masked(&Beside::Pair(1, 2)), json!({ "kind": "Pair", "content": [1, "#"] }));
    let within = Untagged::Wrapped(Box::new(Untagged::Card { number: 1, within: None }));
    let untagged = Untagged::Card { number: 2, within: Some(Box::new(within)) };
    assert_eq!(masked(&untagged), json!({ "number": "#", "within": { "number": "#", "within": null } }));
    let flattened = Flattened { id: 1, person: ann(), unknown: Unknown { note: "b".into() } };
    let masked = masked(&flattened);
    assert_eq!(
        (&masked["birthday"], &masked["accounts"]["bank"][0], &masked["note"]),
        (&"#".into(), &"#".into(), &"b".into())
    );
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
struct Raw {
    #[schema(sensitive)]
    pin: u16,
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
#[serde(into = "Raw", from = "Raw")]
struct Converted(u16);

impl From<Converted> for Raw {
    fn from(from: Converted) -> Self {
        Self { pin: from.0 }
    }
}

impl From<Raw> for Converted {
    fn from(from: Raw) -> Self {
        Self(from.pin)
    }
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
struct Pair<T> {
    open: T,
    #[schema(sensitive)]
    closed: T,
}

#[test]
fn marks_go_with_the_type_that_is_written_and_with_type_parameters() {
    assert_eq!(masked(&Converted(7)), json!({ "pin": "#" }));
    assert_eq!(masked(&Pair { open: 1, closed: 2 }), json!({ "open": 1, "closed": "#" }));
    assert_eq!(
        masked(&Pair { open: Raw { pin: 1 }, closed: Raw { pin: 2 } }),
        json!({ "open": { "pin": "#" }, "closed": "#" })
    );
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
enum Shop {
    Paid {
        #[event(sensitive)]
        payment: Payment,
        cents: u64,
    },
    #[event(inline)]
    Named(#[event(sensitive)] String),
    Moved(Moved),
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "moved", version = 2, upcast(MovedV1))]
struct Moved {
    #[event(sensitive)]
    street: String,
}

#[derive(Event, Clone, Debug, Serialize, Deserialize)]
#[event(name = "moved", version = 1)]
struct MovedV1 {
    #[event(sensitive)]
    address: String,
}

impl From<MovedV1> for Moved {
    fn from(old: MovedV1) -> Self {
        Self { street: old.address }
    }
}

#[test]
fn each_event_type_and_version_has_its_own_marks() {
    let masked = |name: &str, version: u32, mut json: Value| {
        let known = Shop::TYPES.iter().find(|known| known.name == name).and_then(|known| known.at_version(version));
        (known.expect("it is known").schema)().sensitive().visit(&mut json, &mut hide);
        json
    };
    let paid = json!({ "payment": "on-account", "cents": 5 });
    assert_eq!(masked("shop.paid", 1, paid), json!({ "payment": "#", "cents": 5 }));
    assert_eq!(masked("shop.named", 1, json!("Ann")), json!("#"));
    assert_eq!(masked("moved", 2, json!({ "street": "a" })), json!({ "street": "#" }));
    assert_eq!(masked("moved", 1, json!({ "address": "a" })), json!({ "address": "#" }));
}

#[derive(State, Clone, Debug, Default, Serialize, Deserialize)]
enum Account {
    #[default]
    Closed,
    Open {
        #[state(sensitive)]
        owner: String,
        cents: u64,
    },
}

#[test]
fn a_machine_knows_what_is_sensitive_in_its_state() {
    let spec = MachineSpec::new::<Moved>("Account", "account").with_state::<Account>();
    let open = Account::Open { owner: "Ann".into(), cents: 1 };
    let mut json = serde_json::to_value(&open).expect("it has JSON");
    spec.state_sensitive.visit(&mut json, &mut hide);
    assert_eq!(json, json!({ "Open": { "owner": "#", "cents": 1 } }));
    let said = serde_json::to_string(&spec).expect("it has JSON");
    assert!(!said.contains("sensitive"), "{said}");
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
struct Unmarked {
    open: Raw,
    closed: Raw,
}

/// What stands in a log, in the lock, and in a comparison of the two.
#[test]
fn a_mark_changes_neither_shape_nor_bytes() {
    let (marked, unmarked) = (TypeSchema::of::<Pair<Raw>>(), TypeSchema::of::<Unmarked>());
    assert_eq!(marked, unmarked);
    assert_eq!(marked.hash(), unmarked.hash());
    let text = |schema: &TypeSchema| serde_json::to_string(schema).expect("it has JSON").replace("Pair", "Unmarked");
    assert_eq!(text(&marked), text(&unmarked), "so it is stored");
    assert!(!Sensitive::of(Pair::<Raw>::sensitive).is_empty());
    assert!(Sensitive::of(Unknowing::sensitive).is_empty());
}

#[derive(Schema, Clone, Debug, Serialize, Deserialize)]
struct Unknowing {
    itself: Option<Box<Unknowing>>,
    texts: Vec<String>,
}
