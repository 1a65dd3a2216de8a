//! What the macros say to a mistake: one mistake a file in `tests/ui`, and beside it the message.

use std::process::Command;

/// The messages are those of this compiler; another words and draws its own part of them differently. To record them
/// anew: `TRYBUILD=overwrite cargo test -p chronostack-tests ui`, and read what changed.
const RECORDED_WITH: &str = "rustc 1.95.";

#[test]
fn a_mistake_gets_the_message_that_stands_beside_it() {
    let compiler = compiler();
    if !compiler.starts_with(RECORDED_WITH) {
        eprintln!("skipped: the messages were recorded with {RECORDED_WITH}x, and this is {compiler}");
        return;
    }
    let cases = trybuild::TestCases::new();
    cases.compile_fail("ui/event/*.rs");
    cases.compile_fail("ui/replay_tests/*.rs");
    cases.compile_fail("ui/schema/*.rs");
    cases.compile_fail("ui/state/*.rs");
    cases.compile_fail("ui/reducer/*.rs");
    cases.compile_fail("ui/tracked/*.rs");
}

/// What the compiler that cargo uses says of itself.
fn compiler() -> String {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let output = Command::new(rustc).arg("--version").output().expect("the compiler that built this test runs");
    String::from_utf8_lossy(&output.stdout).trim().to_owned()
}
