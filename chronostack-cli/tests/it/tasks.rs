//! `chronostack tasks`

use std::{
    future::{Future, pending},
    io::{BufRead, BufReader},
    pin::pin,
    process::{Command, Stdio},
    task::{Context, Waker},
};

use chronostack::{
    prelude::*,
    task::{Task, TaskEvent, TaskStarted, TaskStatus},
};
use pollster::block_on;

use crate::program::run;

#[test]
fn a_task_whose_process_is_gone_is_interrupted_and_one_that_has_it_still_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.chrono");
    let listed = || {
        let ran = run(folder.path(), None, ["tasks", "shop.chrono", "--json"]);
        assert_eq!(ran.code, Some(0), "{}", ran.stderr);
        ran.stdout.lines().map(|line| line.split('"').nth(7).unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    {
        let stack = ChronoStack::open(&path).expect("it opens");
        block_on(stack.task("charge").run(async { Ok::<_, String>(()) })).expect("it completes");
        // What the log of a process that was killed holds: a start, and no end.
        let start = TaskStarted { name: "mail".into(), run: "00000000000000aa".into() };
        let mails = stack.machine::<Task>();
        block_on(mails.dispatch("mail-00000000000000aa-1", TaskEvent::from(start))).expect("it starts");
    }
    assert_eq!(listed(), ["completed", "interrupted"]);
    let stack = ChronoStack::open(&path).expect("it opens");
    let mut runs = pin!(stack.task("serve").run(async { pending::<Result<(), String>>().await }));
    while block_on(stack.tasks()).expect("they are listed").len() < 3 {
        assert!(runs.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    assert_eq!(listed(), ["completed", "interrupted", "running"]);
}

/// Names the log of the child; without it the child's test has nothing to do.
const CHILD_LOG: &str = "CHRONOSTACK_TEST_TASK_LOG";

/// What the child runs: a task that completes, and one that says when it is in the middle, and never ends.
#[test]
fn child_in_the_middle_of_a_task() {
    let Some(path) = std::env::var_os(CHILD_LOG) else { return };
    let stack = ChronoStack::open(path).expect("the child opens the log");
    block_on(async {
        stack.task("prepare").run(async { Ok::<_, String>(()) }).await.expect("it completes");
        let charge = stack.task("charge-card").run(async {
            println!("\nin the middle");
            pending::<Result<(), String>>().await
        });
        charge.await.expect("it never ends");
    });
}

#[test]
fn a_task_whose_process_was_killed_in_the_middle_is_interrupted() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("shop.chrono");
    let mut child = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", "tasks::child_in_the_middle_of_a_task", "--nocapture"])
        .env(CHILD_LOG, &path)
        .stdout(Stdio::piped())
        .spawn()
        .expect("the child starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert!(
        lines.any(|line| line.expect("it prints text") == "in the middle"),
        "the child ended before its task began"
    );
    let list = || run(folder.path(), Some(100), ["tasks", "shop.chrono"]).stdout;
    let running = list();
    assert!(running.contains("charge-card") && !running.contains("interrupted"), "as long as it lives:\n{running}");

    child.kill().expect("SIGKILL");
    assert_eq!(child.wait().expect("it ends").code(), None, "by the signal, not by itself");

    let listed = list();
    let line =
        |name: &str| listed.lines().find(|line| line.contains(name)).unwrap_or_else(|| panic!("no {name}:\n{listed}"));
    assert!(line("charge-card").contains("interrupted"), "{listed}");
    assert!(line("prepare").contains("completed"), "{listed}");
    let stack = ChronoStack::open(&path).expect("its lock went with it");
    let tasks = block_on(stack.tasks()).expect("they are listed");
    let statuses: Vec<TaskStatus> = tasks.iter().map(|task| task.status).collect();
    assert_eq!(statuses, [TaskStatus::Interrupted, TaskStatus::Completed], "by name");
    assert!(matches!(&tasks[0].task, Task::Running { name, .. } if name == "charge-card"), "{:?}", tasks[0].task);
    drop(stack);
    assert_eq!(list(), listed, "another opening of the log changes nothing of that");
}
