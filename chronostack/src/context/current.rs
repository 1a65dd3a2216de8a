//! The context that is current on this thread.

use std::{cell::RefCell, mem};

use crate::context::context::Context;

thread_local! {
    static CURRENT: RefCell<Context> = const { RefCell::new(Context::EMPTY) };
}

impl Context {
    /// The context of the code that runs now; the empty one where nothing set any.
    pub fn current() -> Self {
        // A destructor that runs as its thread ends may ask after the thread's own values are gone.
        CURRENT.try_with(|current| current.borrow().clone()).unwrap_or_default()
    }

    /// Runs `work` in this context.
    pub fn run<T>(&self, work: impl FnOnce() -> T) -> T {
        let mut entered = self.clone();
        let _entered = entered.enter();
        work()
    }

    /// `work`, to be run in this context wherever it is called: on another thread, or where it is too late to ask for the current one.
    pub fn bind<T>(self, work: impl FnOnce() -> T) -> impl FnOnce() -> T {
        move || self.run(work)
    }

    /// Makes this the current one until what it answers is dropped, in a panic too.
    pub(super) fn enter(&mut self) -> Entered<'_> {
        self.change_places();
        Entered(self)
    }

    /// Becomes the current one, which stands here as long.
    fn change_places(&mut self) {
        // There is none where the thread's own values are gone.
        let _gone = CURRENT.try_with(|current| mem::swap(&mut *current.borrow_mut(), self));
    }
}

/// Gives the thread its former context back when it is dropped.
pub(super) struct Entered<'a>(&'a mut Context);

impl Drop for Entered<'_> {
    fn drop(&mut self) {
        self.0.change_places();
    }
}
