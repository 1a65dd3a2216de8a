//! A value on its way through a channel or a queue.

use std::future::Future;

use serde::{Deserialize, Serialize};

use crate::context::{context::Context, scoped::Scoped};

/// A value on its way through a channel or a queue, with the context that it was sent from. Serde writes both.
///
/// The lane stays behind: who receives a message works in a task of its own.
///
/// ```
/// use chronostack::{context::{Carried, Context}, id::{EventId, LogId}};
///
/// let (sender, receiver) = std::sync::mpsc::channel();
/// let cause = EventId { log: LogId(7), position: 1 };
/// Context::EMPTY.handling(cause).run(|| sender.send(Carried::new("mail ann"))).unwrap();
///
/// let worker = std::thread::spawn(move || {
///     receiver.recv().unwrap().run(|mail| {
///         assert_eq!(mail, "mail ann");
///         assert_eq!(Context::current().causes()[0].id, cause);
///     });
/// });
/// worker.join().unwrap();
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Carried<T> {
    context: Context,
    value: T,
}

impl<T> Carried<T> {
    /// `value`, sent from the current context.
    pub fn new(value: T) -> Self {
        Self::from(value, Context::current())
    }

    /// `value`, sent from `context`.
    pub fn from(value: T, context: Context) -> Self {
        Self { context: context.without_lane(), value }
    }

    /// Handles the value in the context that it was sent from.
    pub fn run<U>(self, handle: impl FnOnce(T) -> U) -> U {
        let Self { context, value } = self;
        context.run(|| handle(value))
    }

    /// Handles the value in the context that it was sent from, by a future.
    pub fn scope<F: Future>(self, handle: impl FnOnce(T) -> F) -> Scoped<F> {
        let Self { context, value } = self;
        let work = context.run(|| handle(value));
        context.scope(work)
    }

    /// The value, without its context.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The context that it was sent from.
    pub fn context(&self) -> &Context {
        &self.context
    }

    /// Both.
    pub fn into_parts(self) -> (T, Context) {
        (self.value, self.context)
    }
}
