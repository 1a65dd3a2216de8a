//! `replay_tests!` where the dependency has another name, insta is none, and names that generated code could lean on
//! stand for other things.

#![deny(warnings, clippy::pedantic, missing_docs, unreachable_pub, rust_2018_idioms)]
#![allow(dead_code, reason = "that they are there is what is tested")]

mod shadowed {
    struct Suite;
    struct Result;
    struct Option;
    struct String;
    mod core {}
    mod std {}
    fn suite() {}

    cs::replay_tests!(chronostack_renamed::order::Order, "tests/histories");
}
