//! The context that is current on this thread.

use std::cell::RefCell;

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
        let _entered = self.enter();
        work()
    }

    /// `work`, to be run in this context wherever it is called: on another thread, or where it is too late to ask for the current one.
    pub fn bind<T>(self, work: impl FnOnce() -> T) -> impl FnOnce() -> T {
        move || self.run(work)
    }

    /// Makes this the current one until what it answers is dropped, in a panic too.
    pub(super) fn enter(&self) -> Entered {
        Entered { before: CURRENT.try_with(|current| current.replace(self.clone())).ok() }
    }
}

/// Gives the thread its former context back when it is dropped.
pub(super) struct Entered {
    before: Option<Context>,
}

impl Drop for Entered {
    fn drop(&mut self) {
        if let Some(before) = self.before.take() {
            drop(CURRENT.try_with(|current| current.replace(before)));
        }
    }
}
