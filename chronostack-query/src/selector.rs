//! Which streams are meant.

use std::{convert::Infallible, ops::ControlFlow, str::FromStr};

use chronostack::{
    id::StreamName,
    log::{Log, ReadError},
};

use crate::{
    error::QueryError,
    names::nearest,
    streams::{StreamQuery, streams},
};

/// Streams that are looked at to suggest one: a log may have millions.
const NAMES_COMPARED_MAX: u64 = 100_000;

/// One stream, or all of a kind: a text with a slash is a stream's name, `order/order-1`, one without it a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum StreamSelector {
    /// The stream of that name.
    One(StreamName),
    /// Every stream whose name starts with that and a slash.
    Kind(String),
}

impl FromStr for StreamSelector {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Infallible> {
        Ok(text.parse().map_or_else(|_| Self::Kind(text.trim_end_matches('/').to_owned()), Self::One))
    }
}

impl StreamSelector {
    /// Whether the stream of that name is meant.
    pub fn admits(&self, stream: &str) -> bool {
        match self {
            Self::One(one) => one.as_str() == stream,
            Self::Kind(kind) => stream.strip_prefix(kind.as_str()).is_some_and(|rest| rest.starts_with('/')),
        }
    }

    /// Whether the log has such a stream.
    ///
    /// # Errors
    /// With what comes nearest when it has none.
    pub async fn require(&self, log: &dyn Log) -> Result<(), QueryError> {
        match self {
            Self::One(stream) if log.stream(stream.clone()).await?.is_some() => Ok(()),
            Self::One(stream) => {
                let stream = stream.to_string();
                let nearest = nearest(&stream, some_names(log).await?);
                Err(QueryError::NoStream { stream, nearest })
            }
            Self::Kind(kind) => {
                let mut found = false;
                let query = StreamQuery { kind: Some(kind.clone()), limit: Some(1), ..StreamQuery::default() };
                streams(log, &query, &mut |_| {
                    found = true;
                    ControlFlow::Break(())
                })
                .await?;
                if found {
                    return Ok(());
                }
                let names = some_names(log).await?;
                let kinds = names.iter().filter_map(|name| name.split_once('/').map(|(kind, _)| kind.to_owned()));
                let mut kinds: Vec<String> = kinds.collect();
                kinds.dedup();
                let nearest = nearest(kind, kinds.into_iter().chain(names));
                Err(QueryError::NoStreamKind { kind: kind.clone(), nearest })
            }
        }
    }
}

async fn some_names(log: &dyn Log) -> Result<Vec<String>, ReadError> {
    let mut names = Vec::new();
    let query = StreamQuery { limit: Some(NAMES_COMPARED_MAX), ..StreamQuery::default() };
    streams(log, &query, &mut |summary| {
        names.push(summary.stream.to_string());
        ControlFlow::Continue(())
    })
    .await?;
    Ok(names)
}
