//! What `#[derive(State)]` makes.

use chronostack::{State, codec::Codec, schema::TypeSchema, state::StateVariant};
use serde::{Deserialize, Serialize};

#[derive(State, Clone, Debug, Default, Serialize, Deserialize)]
enum Order {
    #[default]
    Draft,
    Open {
        due: u64,
    },
    #[state(terminal)]
    Void(String),
}

#[derive(State, Clone, Debug, Default, Serialize, Deserialize)]
struct Account {
    balance: u64,
}

#[test]
fn an_enum_names_its_variants() {
    let variant = |name, terminal| StateVariant { name, terminal };
    assert_eq!(Order::VARIANTS, [variant("Draft", false), variant("Open", false), variant("Void", true)]);
    let states = [Order::Draft, Order::Open { due: 1 }, Order::Void(String::new())];
    assert_eq!(states.clone().map(|state| state.variant_index()), [0, 1, 2]);
    assert_eq!(states.map(|state| state.variant_name()), ["Draft", "Open", "Void"]);
}

#[test]
fn a_struct_is_one_state() {
    assert_eq!(Account::VARIANTS, [StateVariant { name: "Account", terminal: false }]);
    assert_eq!(Account { balance: 3 }.variant_index(), 0);
    assert_eq!(Account::CODEC, Codec::Postcard);
}

#[test]
fn a_state_tells_its_shape() {
    let text = format!("{:?}", TypeSchema::of::<Order>());
    assert!(text.contains("\"due\"") && text.contains("\"Void\""), "{text}");
}
