//! `#[derive(State)]`.

use super::expanded;
use crate::state::derive;

#[test]
fn an_enum() {
    insta::assert_snapshot!(expanded(
        derive,
        "enum Order { Draft, Open { due: u64 }, #[state(terminal)] Void(String) }"
    ));
}

#[test]
fn a_struct() {
    insta::assert_snapshot!(expanded(derive, "#[state(codec = json)] struct Account { balance: u64 }"));
}
