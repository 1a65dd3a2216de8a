//! The context of futures, on tokio and without any executor.

use std::{
    future::{Future, pending, poll_fn},
    panic::{AssertUnwindSafe, catch_unwind},
    pin::{Pin, pin},
    sync::{Arc, Mutex},
    task::{self, Poll, Waker},
};

use chronostack::{
    context::{Context, WithContext},
    id::{EventId, LogId},
};
use tokio::{runtime, sync::mpsc, task::yield_now};

/// The positions of what is being handled.
pub(super) fn causes() -> Vec<u64> {
    Context::current().causes().iter().map(|cause| cause.id.position).collect()
}

/// The context of handling the event of that position.
pub(super) fn handling(position: u64) -> Context {
    Context::EMPTY.handling(EventId { log: LogId(1), position })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn it_goes_along_with_a_spawned_task_and_back_over_every_await() {
    let spawned = handling(1).run(|| {
        tokio::spawn(
            async {
                for _ in 0..100 {
                    assert_eq!(causes(), [1]);
                    yield_now().await;
                }
                tokio::spawn(async { causes() }.with_current_context()).await.unwrap()
            }
            .with_current_context(),
        )
    });
    assert_eq!(spawned.await.unwrap(), [1]);
    assert_eq!(causes(), [] as [u64; 0]);
}

#[tokio::test]
async fn without_the_helper_a_spawned_task_has_none() {
    let spawned = handling(1).run(|| tokio::spawn(async { causes() }));
    assert_eq!(spawned.await.unwrap(), [] as [u64; 0]);
}

#[tokio::test]
async fn the_branches_of_a_join_have_it_each_and_keep_their_own() {
    let work = async {
        let own = |position| async move {
            yield_now().await;
            handling(position)
                .scope(async {
                    yield_now().await;
                    causes()
                })
                .await
        };
        let plain = async {
            yield_now().await;
            causes()
        };
        tokio::join!(own(2), plain, own(3))
    };
    let (first, second, third) = handling(1).scope(work).await;
    assert_eq!((first, second, third), (vec![2], vec![1], vec![3]));
}

/// Notes the context that it is dropped in.
struct Dropped(Arc<Mutex<Vec<Vec<u64>>>>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(causes());
    }
}

#[tokio::test]
async fn the_branch_that_loses_a_select_is_dropped_in_it() {
    let dropped = Arc::default();
    let loses = |dropped: &Arc<_>| {
        let dropped = Dropped(Arc::clone(dropped));
        async move {
            let _dropped = dropped;
            pending::<()>().await;
        }
    };
    let work = async {
        tokio::select! {
            () = loses(&dropped) => unreachable!("it never ends"),
            () = handling(2).scope(loses(&dropped)) => unreachable!("it never ends"),
            () = yield_now() => causes(),
        }
    };
    assert_eq!(handling(1).scope(work).await, [1]);
    let mut dropped = dropped.lock().unwrap().clone();
    dropped.sort();
    assert_eq!(dropped, [[1], [2]]);
}

#[test]
fn a_task_that_its_runtime_drops_is_dropped_in_it() {
    let dropped = Arc::default();
    let runtime = runtime::Builder::new_multi_thread().worker_threads(1).build().unwrap();
    let held = Dropped(Arc::clone(&dropped));
    let (started, mut wait) = mpsc::channel(1);
    runtime.spawn(handling(4).scope(async move {
        let _held = held;
        started.send(()).await.unwrap();
        pending::<()>().await;
    }));
    runtime.block_on(wait.recv());
    drop(runtime);
    assert_eq!(*dropped.lock().unwrap(), [[4]]);
}

/// Polls `future` once, as an executor does that goes on to something else.
fn poll<F: Future>(future: Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut task::Context::from_waker(Waker::noop()))
}

/// Pending `times` times; then the positions that it saw.
fn seen(times: usize) -> impl Future<Output = Vec<u64>> {
    let mut seen = Vec::new();
    poll_fn(move |_| {
        seen.extend(causes());
        if seen.len() > times { Poll::Ready(seen.clone()) } else { Poll::Pending }
    })
}

#[test]
fn two_tasks_that_take_turns_on_one_thread_do_not_mix() {
    let (mut first, mut second) = (pin!(handling(1).scope(seen(2))), pin!(handling(2).scope(seen(2))));
    for _ in 0..2 {
        assert!(poll(first.as_mut()).is_pending());
        assert!(poll(second.as_mut()).is_pending());
        assert_eq!(causes(), [] as [u64; 0]);
    }
    assert_eq!(poll(second), Poll::Ready(vec![2; 3]));
    assert_eq!(poll(first), Poll::Ready(vec![1; 3]));
}

#[test]
fn scopes_nest_and_the_inner_one_ends() {
    let work = async {
        let inner = handling(2).scope(async { (causes(), handling(3).run(causes), causes()) }).await;
        (inner, causes())
    };
    let seen = pollster::block_on(handling(1).scope(work));
    assert_eq!(seen, ((vec![2], vec![3], vec![2]), vec![1]));
}

#[test]
fn a_panic_ends_the_scope() {
    let panicking = handling(2).scope(async { panic!("meant") });
    let caught = handling(1).run(|| {
        let caught = catch_unwind(AssertUnwindSafe(|| pollster::block_on(panicking)));
        assert_eq!(causes(), [1]);
        caught
    });
    assert!(caught.is_err());
    assert!(catch_unwind(|| handling(3).run(|| panic!("meant"))).is_err());
    assert_eq!(causes(), [] as [u64; 0]);
}
