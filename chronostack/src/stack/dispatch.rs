//! One event: checked, appended, folded.

use std::{
    convert::Infallible,
    future::{Future, IntoFuture},
    pin::Pin,
};

use crate::{
    machine::Reducer,
    stack::{
        access::Access,
        commit,
        committed::Committed,
        error::{DecideError, DispatchError},
        options::{Options, setters},
    },
};

/// A dispatch, to be awaited. Dropping its future may or may not record the event, never half of it.
#[must_use = "nothing is recorded before it is awaited"]
#[derive(Debug)]
pub struct Dispatch<R: Reducer> {
    access: Access<R>,
    id: String,
    event: R::Event,
    options: Options,
}

impl<R: Reducer> Dispatch<R> {
    pub(crate) fn new(access: Access<R>, id: &str, event: R::Event) -> Self {
        Self { access, id: id.to_owned(), event, options: Options::ambient() }
    }

    setters!();
}

impl<R: Reducer> IntoFuture for Dispatch<R> {
    type Output = Result<Committed<R>, DispatchError<R::Event>>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let Self { access, id, event, options } = self;
            let decided = commit::commit(&access, &id, &options, |_| Ok::<_, Infallible>(vec![event.clone()])).await;
            let stream = || format!("{}/{id}", R::STREAM);
            decided.map_err(|error| match error {
                DecideError::Decision(never) => match never {},
                DecideError::Rejected { stream, version, rejection, event, .. } => {
                    DispatchError::Rejected { stream, version, rejection, event }
                }
                DecideError::Conflict { stream, expected, actual } => {
                    DispatchError::Conflict { stream, expected, actual, event }
                }
                DecideError::Log(source) => DispatchError::Log { stream: stream(), source, event },
                DecideError::Failed(source) => DispatchError::Failed { stream: stream(), source, event },
            })
        })
    }
}
