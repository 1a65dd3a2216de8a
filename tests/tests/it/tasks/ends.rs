//! How tasks end, and what is recorded of that.

use std::time::Duration;

use chronostack::{
    id::StreamName,
    prelude::*,
    task::{Retry, Task, TaskError, TaskEvent, TaskStatus, TaskSummary},
};
use pollster::block_on;

use crate::domain::{Account, Deposited, Opened};

/// The one task of this log: what happened to it.
pub(super) fn story(stack: &ChronoStack) -> History<Task> {
    let tasks = block_on(stack.tasks()).unwrap();
    assert_eq!(tasks.len(), 1, "{tasks:?}");
    block_on(stack.machine::<Task>().history(tasks[0].stream.id())).unwrap()
}

/// The wire names of what happened to the one task.
pub(super) fn names(stack: &ChronoStack) -> Vec<&'static str> {
    story(stack).steps().map(|step| step.event().event_type().name).collect()
}

#[test]
fn what_is_recorded_within_has_the_task_for_its_cause_and_its_lane() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let accounts = stack.machine::<Account>();
        let opened = accounts.dispatch("1", Opened { owner: "ann".into() }).await.unwrap();
        let context = Context::current().handling(&opened).with_actor("ann");
        let task = context.run(|| {
            stack.task("charge-card").run(async {
                let deposited =
                    accounts.dispatch("1", Deposited { cents: 5 }).await.map_err(|error| error.to_string())?;
                Ok::<_, String>(deposited.events[0].meta.clone())
            })
        });
        let within = task.await.unwrap();
        let metas: Vec<_> = story(&stack).steps().map(|step| step.meta().clone()).collect();
        assert_eq!(names(&stack), ["task.started", "task.completed"]);
        assert_eq!(metas[0].causes, [opened.events[0].meta.id], "the task's cause is what surrounds it");
        assert_eq!(metas[1].causes, [metas[0].id]);
        assert_eq!(within.causes, [metas[0].id]);
        let lane = story(&stack).stream().id().to_owned();
        for meta in metas.iter().chain([&within]) {
            assert_eq!(meta.lane.as_deref(), Some(lane.as_str()));
            assert_eq!(meta.actor.as_deref(), Some("ann"));
            assert_eq!(meta.correlation, opened.events[0].meta.id);
        }
        assert!(lane.starts_with("charge-card-"), "{lane}");
    });
}

#[test]
fn a_result_is_recorded_where_it_is_asked_for() {
    block_on(async {
        for asked in [true, false] {
            let stack = ChronoStack::in_memory();
            let task = stack.task("add");
            let work = async { Ok::<_, String>(vec![1, 2]) };
            let sum = if asked { task.record_result().run(work).await } else { task.run(work).await };
            assert_eq!(sum.unwrap(), [1, 2]);
            let state = stack.tasks().await.unwrap().remove(0).task;
            let Task::Completed { attempts: 1, result, .. } = state else { panic!("{state:?}") };
            assert_eq!(result.as_deref(), asked.then_some("[1,2]"));
        }
    });
}

#[test]
fn a_task_is_tried_again_as_often_as_its_policy_says() {
    block_on(async {
        let stack = ChronoStack::in_memory();
        let retry = Retry::attempts(3).backoff(|failed| Duration::from_millis(failed.into()));
        let answer = stack
            .task("mail")
            .retry(retry.clone())
            .run(|attempt| async move { if attempt < 3 { Err(format!("refused {attempt}")) } else { Ok(attempt) } });
        assert_eq!(answer.await.unwrap(), 3);
        assert_eq!(names(&stack), ["task.started", "task.retried", "task.retried", "task.completed"]);
        let story = story(&stack);
        let events: Vec<_> = story.steps().map(|step| step.event().clone()).collect();
        let TaskEvent::TaskRetried(second) = &events[2] else { panic!("{events:?}") };
        assert_eq!((second.attempt, second.error.as_str(), second.wait_ns), (2, "refused 2", 2_000_000));
        let TaskEvent::TaskCompleted(completed) = &events[3] else { panic!("{events:?}") };
        assert_eq!(completed.attempt, 3);
        assert!(completed.total_ns >= 3_000_000 && completed.total_ns > completed.took_ns, "{completed:?}");

        let error =
            stack.task("mail").retry(retry).run(|attempt| async move { Err::<(), _>(attempt) }).await.unwrap_err();
        assert!(matches!(error, TaskError::Failed { error: 3, attempts: 3, unrecorded: None }), "{error:?}");
        assert_eq!(error.to_string(), "3");
        let statuses: Vec<_> = stack.tasks().await.unwrap().iter().map(|task| task.status).collect();
        assert_eq!(statuses, [TaskStatus::Completed, TaskStatus::Failed]);
    });
}

#[test]
fn a_panic_fails_the_task_and_goes_on() {
    let stack = ChronoStack::in_memory();
    let task = stack.task("break").run(async {
        assert!(Context::current().lane().is_none(), "out of paper");
        Ok::<_, String>(())
    });
    let panic = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| block_on(task))).unwrap_err();
    assert!(panic.downcast_ref::<&str>().is_some_and(|text| text.contains("out of paper")));
    assert_eq!(names(&stack), ["task.started", "task.failed"]);
    let state = block_on(stack.tasks()).unwrap().remove(0).task;
    assert!(matches!(&state, Task::Failed { error, .. } if error == "panicked: out of paper"), "{state:?}");
}

#[test]
fn its_rules_are_those_of_a_machine() {
    let spec = <Task as Reducer>::machine();
    assert!(spec.unreachable_states().is_empty());
    assert!(spec.dead_ends().is_empty());
}

#[test]
fn tasks_are_listed_page_by_page() {
    let stack = ChronoStack::in_memory();
    block_on(async {
        for number in 0..7 {
            stack.task(format!("job {number}")).run(async { Ok::<_, String>(()) }).await.unwrap();
        }
        let all = stack.tasks().await.unwrap();
        assert_eq!(all.len(), 7);
        for limit in [1, 3, 7, 8] {
            let mut paged = Vec::new();
            loop {
                let after = paged.last().map(|task: &TaskSummary| task.stream.clone());
                let page = stack.tasks_after(after.as_ref(), limit).await.unwrap();
                assert!(page.len() <= limit);
                if page.is_empty() {
                    break;
                }
                paged.extend(page);
            }
            assert_eq!(paged, all, "{limit} at a time");
        }
        let before = StreamName::new("account", "ann").unwrap();
        assert_eq!(stack.tasks_after(Some(&before), 100).await.unwrap(), all);
    });
}
