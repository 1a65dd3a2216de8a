//! Tasks whose futures are dropped.

use std::{
    future::{Future, pending},
    pin::pin,
    task::{Context as Waiting, Waker},
    time::Duration,
};

use chronostack::{
    log::FileLog,
    prelude::*,
    task::{Retry, Task, TaskStatus},
};
use pollster::block_on;
use tokio::runtime;

use super::ends::names;

fn poll_once(future: impl Future) {
    assert!(pin!(future).poll(&mut Waiting::from_waker(Waker::noop())).is_pending());
}

#[test]
fn a_future_that_is_dropped_cancels_its_task() {
    let folder = tempfile::tempdir().unwrap();
    let stack = ChronoStack::open(folder.path()).unwrap();
    let slow = stack.task("slow").run(async {
        pending::<()>().await;
        Ok::<_, String>(())
    });
    assert!(dropped_after_20_ms(slow).is_none());
    block_on(stack.close()).unwrap();
    let stack = ChronoStack::open(folder.path()).unwrap();
    assert_eq!(names(&stack), ["task.started", "task.cancelled"]);
    let tasks = block_on(stack.tasks()).unwrap();
    assert_eq!(tasks[0].status, TaskStatus::Cancelled);
    assert!(matches!(tasks[0].task, Task::Cancelled { attempts: 1, total_ns: 20_000_000.., .. }), "{tasks:?}");
}

/// Drops `work` after 20 ms.
fn dropped_after_20_ms<T>(work: impl Future<Output = T>) -> Option<T> {
    let runtime = runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async { tokio::time::timeout(Duration::from_millis(20), work).await.ok() })
}

#[test]
fn one_that_was_never_polled_is_nothing_and_one_whose_start_was_on_its_way_started_and_was_cancelled() {
    let stack = ChronoStack::in_memory();
    drop(stack.task("idle").run(async { Ok::<_, String>(()) }));
    assert!(block_on(stack.tasks()).unwrap().is_empty());

    let folder = tempfile::tempdir().unwrap();
    let stack = ChronoStack::open(folder.path()).unwrap();
    for _ in 0..20 {
        poll_once(stack.task("brief").run(async {
            pending::<()>().await;
            Ok::<_, String>(())
        }));
    }
    drop(stack);
    let stack = ChronoStack::open(folder.path()).unwrap();
    let tasks = block_on(stack.tasks()).unwrap();
    assert_eq!(tasks.len(), 20);
    assert!(tasks.iter().all(|task| task.status == TaskStatus::Cancelled), "{tasks:?}");
}

#[test]
fn a_task_that_waits_to_be_tried_again_is_cancelled_too() {
    let stack = ChronoStack::in_memory();
    let retry = Retry::attempts(2).backoff(|_| Duration::from_secs(3_600));
    let work = stack.task("mail").retry(retry).run(|_| async { Err::<(), _>("refused") });
    assert!(dropped_after_20_ms(work).is_none());
    let mut seen = names(&stack);
    for _ in 0..1_000 {
        if seen.len() == 3 {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
        seen = names(&stack);
    }
    assert_eq!(seen, ["task.started", "task.retried", "task.cancelled"]);
}

#[test]
fn tasks_of_a_runtime_that_shuts_down_are_cancelled() {
    const TASKS: usize = 300;
    let folder = tempfile::tempdir().unwrap();
    let runtime = runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let stack = ChronoStack::builder().log(FileLog::open(folder.path()).unwrap()).build().unwrap();
    let (started, mut seen) = tokio::sync::mpsc::channel(TASKS);
    for _ in 0..TASKS {
        let started = started.clone();
        runtime.spawn(stack.task("serve").run(async move {
            started.send(()).await.map_err(|error| error.to_string())?;
            pending::<()>().await;
            Ok::<_, String>(())
        }));
    }
    runtime.block_on(async {
        for _ in 0..TASKS {
            seen.recv().await.unwrap();
        }
    });
    drop(runtime);
    // Dropping it waits too.
    drop(stack);
    let stack = ChronoStack::open(folder.path()).unwrap();
    let tasks = block_on(stack.tasks()).unwrap();
    assert_eq!(tasks.iter().filter(|task| task.status == TaskStatus::Cancelled).count(), TASKS);
}

#[test]
fn who_stops_waiting_for_the_end_does_not_make_it_a_cancellation() {
    let folder = tempfile::tempdir().unwrap();
    let stack = ChronoStack::open(folder.path()).unwrap();
    for polls in 1..12 {
        // It ends as soon as it began; the future is dropped at some point of recording that.
        let mut work = Box::pin(stack.task("quick").run(async { Ok::<_, String>(()) }));
        for _ in 0..polls {
            if work.as_mut().poll(&mut Waiting::from_waker(Waker::noop())).is_ready() {
                break;
            }
            std::thread::sleep(Duration::from_millis(2));
        }
        drop(work);
    }
    block_on(stack.close()).unwrap();
    let stack = ChronoStack::open(folder.path()).unwrap();
    let statuses: Vec<_> = block_on(stack.tasks()).unwrap().iter().map(|task| task.status).collect();
    assert_eq!(statuses.len(), 11);
    assert!(statuses.contains(&TaskStatus::Completed), "{statuses:?}");
    assert!(
        statuses.iter().all(|status| [TaskStatus::Completed, TaskStatus::Cancelled].contains(status)),
        "{statuses:?}"
    );
}

/// A stack over a folder, with so many tasks that were just dropped.
fn with_dropped_tasks(folder: &std::path::Path, tasks: usize) -> ChronoStack {
    let stack = ChronoStack::open(folder).unwrap();
    for _ in 0..tasks {
        poll_once(stack.task("brief").run(async {
            pending::<()>().await;
            Ok::<_, String>(())
        }));
    }
    stack
}

fn cancelled(folder: &std::path::Path) -> usize {
    let stack = ChronoStack::open(folder).unwrap();
    let tasks = block_on(stack.tasks()).unwrap();
    tasks.iter().filter(|task| task.status == TaskStatus::Cancelled).count()
}

#[test]
fn two_who_close_at_once_both_wait_for_what_is_to_be_recorded() {
    const TASKS: usize = 600;
    let folder = tempfile::tempdir().unwrap();
    let stack = with_dropped_tasks(folder.path(), TASKS);
    block_on(async {
        let (first, second) = tokio::join!(stack.close(), stack.close());
        first.unwrap();
        second.unwrap();
    });
    drop(stack);
    assert_eq!(cancelled(folder.path()), TASKS);
}

#[test]
fn a_close_that_nobody_waits_for_any_more_leaves_the_waiting_to_the_next_or_to_the_last_handle() {
    const TASKS: usize = 600;
    for closed_again in [true, false] {
        let folder = tempfile::tempdir().unwrap();
        let stack = with_dropped_tasks(folder.path(), TASKS);
        poll_once(stack.close());
        // A task that is dropped while the thread ends is recorded too.
        poll_once(stack.task("late").run(pending::<Result<(), String>>()));
        if closed_again {
            block_on(stack.close()).unwrap();
        }
        drop(stack);
        assert_eq!(cancelled(folder.path()), TASKS + 1, "closed again: {closed_again}");
    }
}
