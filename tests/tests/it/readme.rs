//! The README shows a program and what it prints: both must be true.

use std::{fs, path::Path, process::Command};

#[test]
fn the_readme_shows_the_example_and_its_output() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("the tests stand in the workspace");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let program = fs::read_to_string(root.join("examples/readme/main.rs")).unwrap();
    assert_eq!(block(&readme, "```rust\n"), program, "README.md must show examples/readme/main.rs to the letter");

    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--package", "chronostack-examples", "--example", "readme"])
        .current_dir(root)
        .output()
        .unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    let printed = String::from_utf8(run.stdout).unwrap();
    assert_eq!(block(&readme, "```text\n"), printed, "README.md must show what examples/readme/main.rs prints");
}

/// The first fenced block that opens with `fence`.
fn block<'a>(text: &'a str, fence: &str) -> &'a str {
    let (_, rest) = text.split_once(fence).expect("the README has the block");
    rest.split_once("```").expect("the block is closed").0
}
