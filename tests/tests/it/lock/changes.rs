//! Changes of a shape under a version that was locked: each is refused, with a message of its own.

use super::fixtures::{machine, said};

/// What was recorded before.
mod before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct Paid {
            pub(super) cents: u64,
            pub(super) note: Option<String>,
            pub(super) method: Method,
            pub(super) items: Vec<Item>,
        }

        #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(super) enum Method {
            Card,
            Transfer(String),
        }

        #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
        pub(super) struct Item {
            pub(super) sku: String,
            pub(super) price: u64,
        }
    }
}

/// `mod after` with the event as it is today, and a test that shows what is said.
macro_rules! change {
    ($name:ident, $($today:tt)*) => {
        #[test]
        fn $name() {
            mod after {
                super::machine! { $($today)* }
            }
            insta::assert_snapshot!(said::<before::Order, after::Order>());
        }
    };
}

change! { a_field_is_added,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: u64, note: Option<String>, method: Method, items: Vec<Item>, refunded: bool }
}

change! { a_field_is_removed,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: u64, method: Method, items: Vec<Item> }
}

change! { a_field_is_renamed,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { amount_cents: u64, note: Option<String>, method: Method, items: Vec<Item> }
}

change! { fields_are_reordered,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { note: Option<String>, cents: u64, method: Method, items: Vec<Item> }
}

change! { fields_become_optional_and_required,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: Option<u64>, note: String, method: Method, items: Vec<Item> }
}

change! { a_type_is_another,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: i64, note: Option<String>, method: Method, items: Vec<Item> }
}

change! { a_nested_type_is_another,
    use super::before::Method;
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: u64, note: Option<String>, method: Method, items: Vec<Item> }
    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) struct Item { sku: String, price: u32 }
}

change! { variants_are_added_and_reordered,
    use super::before::Item;
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: u64, note: Option<String>, method: Method, items: Vec<Item> }
    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) enum Method { Transfer(String), Card, Cash }
}

change! { a_variant_is_removed,
    use super::before::Item;
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: u64, note: Option<String>, method: Method, items: Vec<Item> }
    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) enum Method { Card }
}

change! { a_variant_is_renamed,
    use super::before::Item;
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid")]
    pub(super) struct Paid { cents: u64, note: Option<String>, method: Method, items: Vec<Item> }
    #[derive(Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
    pub(super) enum Method { Card, BankTransfer(String) }
}

change! { the_codec_is_another,
    use super::before::{Item, Method};
    #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    #[event(name = "order.paid", codec = json)]
    pub(super) struct Paid { cents: u64, note: Option<String>, method: Method, items: Vec<Item> }
}

/// What JSON carried before: it finds fields by their names.
mod json_before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid", codec = json)]
        pub(super) struct Paid { cents: u64, note: Option<String>, method: String }
    }
}

#[test]
fn what_json_carries_is_changed() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid", codec = json)]
            pub(super) struct Paid { euros: u64, note: String, #[serde(default)] refunded: bool, by: Option<String> }
        }
    }
    insta::assert_snapshot!(said::<json_before::Order, after::Order>());
}

/// Two versions before: the older one is locked like the newer.
mod two_before {
    super::machine! {
        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid", version = 2, upcast(PaidV1))]
        pub(super) struct Paid { pub(super) cents: u64, pub(super) by_card: bool }

        #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[event(name = "order.paid")]
        pub(super) struct PaidV1 { cents: u64 }

        impl From<PaidV1> for Paid {
            fn from(old: PaidV1) -> Self {
                Self { cents: old.cents, by_card: true }
            }
        }
    }
}

#[test]
fn an_older_version_is_changed() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid", version = 2, upcast(PaidV1))]
            pub(super) struct Paid { cents: u64, by_card: bool }

            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid")]
            pub(super) struct PaidV1 { cents: u32 }

            impl From<PaidV1> for Paid {
                fn from(old: PaidV1) -> Self {
                    Self { cents: old.cents.into(), by_card: true }
                }
            }
        }
    }
    insta::assert_snapshot!(said::<two_before::Order, after::Order>());
}

#[test]
fn the_newer_of_two_versions_is_changed() {
    mod after {
        super::machine! {
            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid", version = 2, upcast(PaidV1))]
            pub(super) struct Paid { cents: u64, method: String }

            #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
            #[event(name = "order.paid")]
            pub(super) struct PaidV1 { cents: u64 }

            impl From<PaidV1> for Paid {
                fn from(old: PaidV1) -> Self {
                    Self { cents: old.cents, method: String::new() }
                }
            }
        }
    }
    insta::assert_snapshot!(said::<two_before::Order, after::Order>());
}
