//! Tasks whose process is gone.

use std::{future::pending, pin::pin};

use chronostack::{
    prelude::*,
    task::{Task, TaskEvent, TaskStarted, TaskStatus},
};
use pollster::block_on;

#[test]
fn a_task_of_an_earlier_opening_of_the_log_is_interrupted() {
    let folder = tempfile::tempdir().unwrap();
    {
        let stack = ChronoStack::open(folder.path()).unwrap();
        // What the log of a process that was killed holds: a start, and no end.
        let start = TaskStarted { name: "charge".into(), run: "00000000000000aa".into() };
        block_on(stack.machine::<Task>().dispatch("charge-1", TaskEvent::from(start))).unwrap();
    }
    let stack = ChronoStack::open(folder.path()).unwrap();
    block_on(async {
        let mut now = pin!(stack.task("serve").run(async {
            pending::<()>().await;
            Ok::<_, String>(())
        }));
        let running = async {
            loop {
                let tasks = stack.tasks().await.unwrap();
                if tasks.len() == 2 {
                    return tasks;
                }
                tokio::task::yield_now().await;
            }
        };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let tasks = runtime.block_on(async {
            tokio::select! {
                _ = &mut now => unreachable!("it never ends"),
                tasks = running => tasks,
            }
        });
        let statuses: Vec<_> = tasks.iter().map(|task| (task.status, task.stream.id().to_owned())).collect();
        assert_eq!(statuses[0], (TaskStatus::Interrupted, "charge-1".to_owned()));
        assert_eq!(statuses[1].0, TaskStatus::Running);
    });
    assert_eq!(TaskStatus::Interrupted.to_string(), "interrupted");
}
