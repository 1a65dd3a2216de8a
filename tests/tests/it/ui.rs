//! What the macros say to a mistake: one mistake a file in `tests/ui`, and beside it the message.

#[test]
fn a_mistake_gets_the_message_that_stands_beside_it() {
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/event/*.rs");
    cases.compile_fail("ui/replay_tests/*.rs");
    cases.compile_fail("ui/schema/*.rs");
    cases.compile_fail("ui/state/*.rs");
    cases.compile_fail("ui/reducer/*.rs");
}
