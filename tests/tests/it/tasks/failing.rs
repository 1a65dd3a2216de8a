//! Tasks of a log that fails.

use std::sync::atomic::{AtomicBool, Ordering};

use chronostack::{
    limits::Limits,
    log::MemoryLog,
    prelude::*,
    task::{Retry, Task, TaskError, TaskEvent},
};
use pollster::block_on;

use super::ends::{names, story};

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

#[test]
fn of_a_long_error_what_fits_is_recorded() {
    let stack = ChronoStack::in_memory();
    let long = "é".repeat(1 << 20);
    let work = stack.task("quote").retry(Retry::attempts(2)).run(|_| async { Err::<(), _>(format!("e{long}")) });
    let failed = block_on(work).unwrap_err();
    assert!(matches!(failed, TaskError::Failed { attempts: 2, unrecorded: None, .. }));
    let story = story(&stack);
    let events: Vec<_> = story.steps().map(|step| step.event().clone()).collect();
    let [_, TaskEvent::TaskRetried(retried), TaskEvent::TaskFailed(failed)] = &events[..] else { panic!("{events:?}") };
    // The 4 KiB end within a character.
    assert_eq!(retried.error, format!("e{} ..", "é".repeat(2_047)));
    assert_eq!(failed.error, retried.error);
}

/// A stack whose events take up to 1,000 bytes.
fn with_short_payloads() -> ChronoStack {
    let mut limits = Limits::default();
    limits.payload_bytes_max = 1_000;
    ChronoStack::builder().log(MemoryLog::new()).limits(limits).build().unwrap()
}

#[test]
fn a_result_that_is_too_long_is_left_out() {
    let stack = with_short_payloads();
    let long = "a".repeat(1_001);
    let work = stack.task("fetch").record_result().run(async { Ok::<_, String>(long.clone()) });
    assert_eq!(block_on(work).unwrap(), long);
    assert_eq!(names(&stack), ["task.started", "task.completed"]);
    let state = block_on(stack.tasks()).unwrap().remove(0).task;
    assert!(matches!(state, Task::Completed { result: None, .. }), "{state:?}");
}

#[test]
fn an_attempt_whose_failure_cannot_be_recorded_is_followed_by_the_next() {
    let stack = with_short_payloads();
    let long = "a".repeat(1_001);
    let work = stack.task("mail").retry(Retry::attempts(3)).run(|attempt| {
        let long = &long;
        async move { if attempt < 3 { Err(long.clone()) } else { Ok(attempt) } }
    });
    assert_eq!(block_on(work).unwrap(), 3);
    assert_eq!(names(&stack), ["task.started", "task.completed"]);
}
