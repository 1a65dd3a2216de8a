//! Answers on their way back from the writer.

use std::{
    collections::VecDeque,
    future::Future,
    mem,
    pin::Pin,
    sync::{Arc, PoisonError},
    task::{Context, Poll, Waker},
};

use crate::sync::{Mutex, MutexGuard};

/// How many others one who was woken wakes.
const HELP: usize = 16;

/// The writer's end of the way back to one who waits for a `T`. Dropping it without an answer is an answer too.
#[derive(Debug)]
pub(super) struct Reply<T>(Arc<Mutex<State<T>>>);

/// The other end: ready with what the writer answered, `None` when it is gone without.
#[derive(Debug)]
pub(super) struct Answered<T>(Arc<Mutex<State<T>>>);

#[derive(Debug)]
enum State<T> {
    Waiting(Option<Waker>),
    Answered(T, Wakers),
    Gone,
}

/// Those who are to be woken when a batch is durable.
///
/// The writer wakes them, and whoever of them runs helps. A worker of an executor that wakes up is likely to take the place of the writer
/// on its core; if it found one task to run it would go to sleep again, and the two would take turns for each
/// commit of the batch. So it finds the others, and the writer goes on with the next batch.
#[derive(Clone, Debug, Default)]
pub(super) struct Wakers(Arc<Mutex<VecDeque<Waker>>>);

/// Both ends.
pub(super) fn reply<T>() -> (Reply<T>, Answered<T>) {
    let state = Arc::new(Mutex::new(State::Waiting(None)));
    (Reply(Arc::clone(&state)), Answered(state))
}

impl<T> Reply<T> {
    /// Leaves the answer; who waits for it is among `wakers` from now on.
    pub(super) fn leave(&self, answer: T, wakers: &Wakers) {
        let mut state = lock(&self.0);
        // Who dropped the future wants no answer, and no other can have been given.
        if let State::Waiting(Some(waker)) = mem::replace(&mut *state, State::Answered(answer, wakers.clone())) {
            lock(&wakers.0).push_back(waker);
        }
    }
}

impl<T> Drop for Reply<T> {
    fn drop(&mut self) {
        let mut state = lock(&self.0);
        if let State::Waiting(waker) = &mut *state {
            let waker = waker.take();
            *state = State::Gone;
            drop(state);
            if let Some(waker) = waker {
                waker.wake();
            }
        }
    }
}

impl<T> Future for Answered<T> {
    type Output = Option<T>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<T>> {
        let mut state = lock(&self.0);
        if let State::Waiting(waker) = &mut *state {
            match waker {
                Some(waker) => waker.clone_from(context.waker()),
                None => *waker = Some(context.waker().clone()),
            }
            return Poll::Pending;
        }
        let State::Answered(answer, wakers) = mem::replace(&mut *state, State::Gone) else { return Poll::Ready(None) };
        drop(state);
        wakers.wake(HELP);
        Poll::Ready(Some(answer))
    }
}

impl Wakers {
    /// Wakes so many at the most, who waited longest first.
    pub(super) fn wake(&self, most: usize) {
        for _ in 0..most {
            // Not while it is locked: a waker is the code of an executor.
            let Some(waker) = lock(&self.0).pop_front() else { return };
            waker.wake();
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::Wake;

    use super::*;

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    #[test]
    fn who_is_woken_wakes_others_and_nobody_is_forgotten() {
        let count = Arc::new(Count::default());
        let waker = Waker::from(Arc::clone(&count));
        let context = &mut Context::from_waker(&waker);
        let (replies, mut waiting): (Vec<_>, Vec<_>) = (0..100).map(|_| reply()).unzip();
        assert!(waiting.iter_mut().all(|one| Pin::new(one).poll(context).is_pending()));
        let wakers = Wakers::default();
        replies.iter().enumerate().for_each(|(number, reply)| reply.leave(number, &wakers));
        assert_eq!(count.0.load(Ordering::Relaxed), 0, "they are woken when all answers are left");
        assert_eq!(Pin::new(&mut waiting[7]).poll(context), Poll::Ready(Some(7)));
        assert_eq!(count.0.load(Ordering::Relaxed), HELP);
        wakers.wake(usize::MAX);
        assert_eq!(count.0.load(Ordering::Relaxed), 100);
    }

    #[test]
    fn an_end_that_goes_without_an_answer_wakes_too() {
        let count = Arc::new(Count::default());
        let waker = Waker::from(Arc::clone(&count));
        let context = &mut Context::from_waker(&waker);
        let (end, mut waiting) = reply::<()>();
        assert_eq!(Pin::new(&mut waiting).poll(context), Poll::Pending);
        drop(end);
        assert_eq!(count.0.load(Ordering::Relaxed), 1);
        assert_eq!(Pin::new(&mut waiting).poll(context), Poll::Ready(None));
    }
}
