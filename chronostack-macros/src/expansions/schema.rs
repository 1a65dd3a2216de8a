//! `#[derive(Schema)]`.

use super::expanded;
use crate::schema::derive;

#[test]
fn a_struct() {
    let input = r#"
        #[serde(rename_all = "camelCase")]
        struct Address {
            street_name: String,
            #[serde(skip)]
            cache: u8,
            #[serde(default, with = "hex")]
            #[schema(as = String)]
            post_code: Vec<u8>,
        }
    "#;
    insta::assert_snapshot!(expanded(derive, input));
}

#[test]
fn a_newtype() {
    insta::assert_snapshot!(expanded(derive, "struct Cents(u64);"));
}

#[test]
fn an_enum() {
    insta::assert_snapshot!(expanded(
        derive,
        "enum Method { Card, Transfer { iban: String }, Other(String), Two(u8, u8) }"
    ));
}

#[test]
fn a_generic_type() {
    let input = "enum Tree<K: Ord, V, M> { Leaf(V), Node { left: Box<Self>, key: K, of: PhantomData<M>, sum: u64 } }";
    insta::assert_snapshot!(expanded(derive, input));
}

#[test]
fn what_only_json_carries() {
    let input = r"#[schema(codec = json)] struct Open { kind: String, #[serde(flatten)] rest: Map<String, Value> }";
    insta::assert_snapshot!(expanded(derive, input));
}
