//! Tasks of a log that fails.

use std::sync::atomic::{AtomicBool, Ordering};

use chronostack::{prelude::*, task::TaskError};
use pollster::block_on;

#[test]
fn work_is_not_begun_where_that_cannot_be_recorded() {
    let stack = ChronoStack::in_memory();
    block_on(stack.close()).unwrap();
    let begun = AtomicBool::new(false);
    let task = stack.task("charge").run(async {
        begun.store(true, Ordering::Relaxed);
        Ok::<_, String>(())
    });
    let error = block_on(task).unwrap_err();
    assert!(matches!(error, TaskError::NotStarted(_)), "{error:?}");
    assert!(!begun.into_inner());
    assert!(error.to_string().starts_with("start task: dispatch to task/charge-"), "{error}");
    assert_eq!(error.outcome(), None);
}

#[test]
fn what_the_work_answered_is_not_lost_where_it_cannot_be_recorded() {
    let closing = |stack: &ChronoStack, answer: Result<u64, &'static str>| {
        let closed = stack.clone();
        block_on(stack.task("charge").run(async move {
            closed.close().await.unwrap();
            answer
        }))
    };
    let done = closing(&ChronoStack::in_memory(), Ok(42)).unwrap_err();
    assert!(matches!(done, TaskError::Unrecorded { value: 42, .. }), "{done:?}");
    assert_eq!(done.outcome(), Some(Ok(42)));

    let refused = closing(&ChronoStack::in_memory(), Err("no cover")).unwrap_err();
    assert!(matches!(refused, TaskError::Failed { error: "no cover", unrecorded: Some(_), .. }), "{refused:?}");
    assert!(
        refused.to_string().starts_with("no cover (and that is not recorded: dispatch to task/charge-"),
        "{refused}"
    );
    assert_eq!(refused.outcome(), Some(Err("no cover")));
}
