//! `assert_diagram`.

use std::{fs, panic::catch_unwind};

use chronostack::{replay::panic_message, testing::assert_diagram};

use crate::domain::Order;

#[test]
fn a_committed_diagram_is_equal_to_the_code() {
    assert_diagram::<Order>("tests/diagrams/order.mmd");
    assert_diagram::<Order>("tests/diagrams/order.dot");
}

#[test]
fn one_that_is_not_says_how_to_mend_it() {
    let folder = tempfile::tempdir().unwrap();
    let stale = folder.path().join("order.mmd");
    fs::write(&stale, "stateDiagram-v2\n").unwrap();
    let path = stale.clone();
    let panic = catch_unwind(move || assert_diagram::<Order>(path)).unwrap_err();
    let message = panic_message(panic.as_ref());
    assert!(message.contains("is no longer the diagram of Order"), "{message}");
    assert!(message.contains("CHRONOSTACK_UPDATE=diagram"), "{message}");
    assert_eq!(fs::read_to_string(stale).unwrap(), "stateDiagram-v2\n", "it is not written unasked");
}

#[test]
fn one_that_is_missing_is_named() {
    let panic = catch_unwind(|| assert_diagram::<Order>("tests/diagrams/none.mmd")).unwrap_err();
    let message = panic_message(panic.as_ref());
    assert!(message.contains("none.mmd") && message.contains("to write it"), "{message}");
}
