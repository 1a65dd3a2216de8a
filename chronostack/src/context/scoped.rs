//! A future that runs in a context.

use std::{
    future::Future,
    pin::Pin,
    task::{self, Poll},
};

use pin_project_lite::pin_project;

use crate::context::context::Context;

impl Context {
    /// `work`, to be run in this context on whatever thread it is polled, and to be dropped in it.
    pub fn scope<F>(self, work: F) -> Scoped<F> {
        Scoped { context: self, work: Some(work) }
    }
}

/// Takes a context along to where a future is handed over: `tokio::spawn(work.with_current_context())`.
pub trait WithContext: Sized {
    /// This, to be run in `context`.
    fn with_context(self, context: Context) -> Scoped<Self> {
        context.scope(self)
    }

    /// This, to be run in the context that is current where this is called.
    fn with_current_context(self) -> Scoped<Self> {
        self.with_context(Context::current())
    }
}

impl<F: Future> WithContext for F {}

pin_project! {
    /// A future that runs in a context. Made by [`Context::scope`] and [`WithContext`].
    #[derive(Debug)]
    #[must_use = "futures do nothing unless polled"]
    pub struct Scoped<F> {
        context: Context,
        // There until it is done, or this is dropped: only so can the work be dropped in its context.
        #[pin]
        work: Option<F>,
    }

    impl<F> PinnedDrop for Scoped<F> {
        fn drop(this: Pin<&mut Self>) {
            let mut this = this.project();
            if this.work.is_some() {
                let _entered = this.context.enter();
                this.work.set(None);
            }
        }
    }
}

impl<F: Future> Future for Scoped<F> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut task::Context<'_>) -> Poll<F::Output> {
        let mut this = self.project();
        let _entered = this.context.enter();
        let work = this.work.as_mut().as_pin_mut().expect("a future is not polled again once it is done");
        let polled = work.poll(cx);
        if polled.is_ready() {
            this.work.set(None);
        }
        polled
    }
}
