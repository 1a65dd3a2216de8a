//! `chronostack tasks`

use std::{
    future::{Future, pending},
    pin::pin,
    task::{Context, Waker},
};

use chronostack::{
    prelude::*,
    task::{Task, TaskEvent, TaskStarted},
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
