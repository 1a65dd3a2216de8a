//! `#[derive(Event)]`.

use super::expanded;
use crate::event::derive;

#[test]
fn a_struct() {
    insta::assert_snapshot!(expanded(derive, "struct OrderPlaced { customer: String, total_cents: u64 }"));
}

#[test]
fn a_newer_version() {
    let input = r#"
        #[event(name = "order.paid", version = 3, upcast(PaidV1, PaidV2), codec = json)]
        struct Paid(u64);
    "#;
    insta::assert_snapshot!(expanded(derive, input));
}

#[test]
fn a_set() {
    insta::assert_snapshot!(expanded(derive, "enum OrderEvent { Placed(Placed), Payment(PaymentEvent) }"));
}

#[test]
fn a_set_with_variants_of_its_own() {
    let input = r#"
        #[serde(rename_all_fields = "camelCase")]
        enum CartEvent {
            ItemAdded {
                #[serde(default)]
                item_sku: String,
                /// How many.
                quantity: u32,
            },
            #[event(version = 2, upcast(EmptiedV1))]
            Emptied,
            #[event(inline)]
            Titled(String),
        }
    "#;
    insta::assert_snapshot!(expanded(derive, input));
}

#[test]
fn a_mistake_with_the_impl_all_the_same() {
    insta::assert_snapshot!(expanded(derive, "#[event(nmae = \"order.placed\", version = 2)] struct OrderPlaced;"));
}

#[test]
fn what_can_be_no_event() {
    insta::assert_snapshot!(expanded(derive, "struct Placed<T> { item: T }"));
}
