//! A decision: the events that a state calls for, recorded all or none.

use std::{
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
};

use crate::{
    machine::Reducer,
    stack::{
        access::Access,
        commit,
        committed::Committed,
        error::DecideError,
        options::{Options, setters},
    },
};

type Decision<'a, R, D> = Box<dyn FnMut(&R) -> Result<Vec<<R as Reducer>::Event>, D> + Send + 'a>;

/// A decision, to be awaited. Dropping its future may or may not record its events, never some of them.
#[must_use = "nothing is decided before it is awaited"]
pub struct Decide<'a, R: Reducer, D> {
    access: Access<R>,
    id: String,
    decision: Decision<'a, R, D>,
    options: Options,
}

impl<'a, R: Reducer, D: Send + 'a> Decide<'a, R, D> {
    pub(crate) fn new(access: Access<R>, id: &str, decision: Decision<'a, R, D>) -> Self {
        Self { access, id: id.to_owned(), decision, options: Options::ambient() }
    }

    setters!();
}

impl<R: Reducer, D> fmt::Debug for Decide<'_, R, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Decide").field("id", &self.id).field("options", &self.options).finish_non_exhaustive()
    }
}

impl<'a, R: Reducer, D: Send + 'a> IntoFuture for Decide<'a, R, D> {
    type Output = Result<Committed<R>, DecideError<D, R::Event>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { access, id, decision, options } = self;
            commit::commit(&access, &id, &options, decision).await
        })
    }
}
