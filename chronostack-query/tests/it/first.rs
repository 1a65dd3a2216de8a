//! The first version of which an expression holds.

use chronostack_query::Expression;

use crate::order::Shop;

#[test]
fn the_first_version_is_found_by_looking_at_all_or_by_halving() {
    let told = Shop::new().told();
    let first = |text: &str, bisect| {
        let expression: Expression = text.parse().expect("an expression");
        let mut tested = 0;
        let found = told.story.first(bisect, &mut |state| {
            tested += 1;
            expression.holds(state)
        });
        (found, tested)
    };
    for (text, found) in [
        ("state == \"Settled\"", Some(4)),
        ("not state == \"Draft\" and not /due_cents == 1250", Some(2)),
        ("/notes contains \"call back\" or state == \"Settled\"", Some(3)),
        ("/due_cents < 0", None),
    ] {
        assert_eq!(first(text, false).0, found, "{text}");
        assert_eq!(first(text, true).0, found, "{text}");
    }
    assert_eq!(first("/due_cents == 1250", false), (Some(1), 1));
    assert_eq!(first("/due_cents == 1250", true), (None, 1), "it does not hold in the end");
}
