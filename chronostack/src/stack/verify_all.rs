//! Verifying all streams of a machine.

use std::{
    collections::BTreeSet,
    fmt,
    future::{Future, IntoFuture},
    pin::Pin,
};

use crate::{
    history::{Divergence, Verified},
    machine::Reducer,
    stack::{
        access::Access,
        comparison::Mismatch,
        error::LoadError,
        replay::{Progress, Replay},
    },
};

/// A comparison of all streams of one machine with what was recorded of their states, to be awaited. See
/// [`Machine::verify_all`](crate::stack::Machine::verify_all).
#[must_use = "nothing is verified before it is awaited"]
#[derive(Debug)]
pub struct VerifyAll<R: Reducer> {
    access: Access<R>,
    replay: Replay<R>,
}

/// What came of comparing all streams of one machine. Displays a line, and each divergence behind it.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct VerifiedAll {
    /// How many streams there are.
    pub streams: u64,
    /// What was compared, in all of them.
    pub verified: Verified,
    /// The streams that are not what was recorded of them, in the order in which that shows in the log.
    pub diverged: Vec<Divergence>,
}

impl<R: Reducer> VerifyAll<R> {
    pub(crate) fn new(access: Access<R>) -> Self {
        Self { replay: Replay::new(access.clone()).verified(), access }
    }

    /// See [`Replay::threads`].
    pub fn threads(self, threads: usize) -> Self {
        Self { replay: self.replay.threads(threads), ..self }
    }

    /// See [`Replay::progress`].
    pub fn progress(self, told: impl FnMut(Progress) + Send + 'static) -> Self {
        Self { replay: self.replay.progress(told), ..self }
    }

    async fn run(self) -> Result<VerifiedAll, LoadError> {
        let (replayed, comparison) = self.replay.run().await?;
        let loader = self.access.loader().await?;
        let (mut seen, mut diverged) = (BTreeSet::new(), Vec::new());
        for Mismatch { stream, version, recorded, replayed } in comparison.mismatches.into_values() {
            if seen.insert(stream.clone()) {
                let history = loader.history(stream).await?;
                let mut divergence = history.divergence(version, recorded, replayed);
                divergence.diff = loader.difference(&history, &divergence).await;
                diverged.push(divergence);
            }
        }
        Ok(VerifiedAll { streams: replayed.states.len() as u64, verified: comparison.verified, diverged })
    }
}

impl<R: Reducer> IntoFuture for VerifyAll<R> {
    type Output = Result<VerifiedAll, LoadError>;
    type IntoFuture = Pin<Box<dyn Future<Output = Self::Output> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.run())
    }
}

impl fmt::Display for VerifiedAll {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { streams, verified, diverged } = self;
        write!(f, "{streams} streams, {verified}, {} diverged", diverged.len())?;
        diverged.iter().try_for_each(|divergence| write!(f, "\n{divergence}"))
    }
}
