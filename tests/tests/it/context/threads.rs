//! The context of threads.

use std::{cell::RefCell, sync::mpsc, thread};

use chronostack::context::Context;

use super::futures::{causes, handling};

#[test]
fn it_goes_along_with_a_thread() {
    let (bound, bare) = handling(1).run(|| (thread::spawn(Context::current().bind(causes)), thread::spawn(causes)));
    assert_eq!(bound.join().unwrap(), [1]);
    assert_eq!(bare.join().unwrap(), [] as [u64; 0]);
}

#[tokio::test]
async fn it_goes_along_with_blocking_work() {
    let work = async { tokio::task::spawn_blocking(Context::current().bind(causes)).await.unwrap() };
    assert_eq!(handling(1).scope(work).await, [1]);
}

/// Tells what its thread's context is when the thread's own values are being dropped.
struct Late(mpsc::Sender<Vec<u64>>);

impl Drop for Late {
    fn drop(&mut self) {
        self.0.send(handling(9).run(causes)).unwrap();
    }
}

thread_local! {
    static LATE: RefCell<Option<Late>> = const { RefCell::new(None) };
}

#[test]
fn who_asks_while_a_thread_ends_gets_an_answer() {
    let (sender, seen) = mpsc::channel();
    let thread = thread::spawn(move || {
        LATE.set(Some(Late(sender)));
        handling(1).run(causes)
    });
    assert_eq!(thread.join().unwrap(), [1]);
    // Which of a thread's values goes first is the platform's matter.
    assert!([vec![], vec![9]].contains(&seen.recv().unwrap()));
}
