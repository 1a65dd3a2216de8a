//! A machine: one reducer's streams in one log.

use std::sync::Arc;

use crate::{
    history::{History, Verified},
    log::ReadError,
    machine::Reducer,
    stack::{
        access::Access, committed::Versioned, decide::Decide, dispatch::Dispatch, error::LoadError, replay::Replay,
        shared::Shared, verify::VerifyError, verify_all::VerifyAll,
    },
    time::Timestamp,
};

/// One reducer's streams in one log. Cheap to clone; its clones share their cached states.
///
/// Its futures need no particular executor. They read files where they are polled.
#[derive(Debug)]
pub struct Machine<R: Reducer> {
    access: Access<R>,
}

impl<R: Reducer> Clone for Machine<R> {
    fn clone(&self) -> Self {
        Self { access: self.access.clone() }
    }
}

impl<R: Reducer> Machine<R> {
    pub(crate) fn new(access: Access<R>) -> Self {
        Self { access }
    }

    pub(crate) fn of(shared: &Arc<Shared>) -> Self {
        Self { access: Access { shared: Arc::clone(shared), core: shared.core() } }
    }

    /// Records that `event` happened to the stream `id`, if it may: await the answer.
    ///
    /// The state is loaded, the event checked (a legal transition, then every guard), appended, folded. It is
    /// acknowledged only when it is durable. An event that the state ignores is not recorded.
    pub fn dispatch(&self, id: impl AsRef<str>, event: impl Into<R::Event>) -> Dispatch<R> {
        Dispatch::new(self.access.clone(), id.as_ref(), event.into())
    }

    /// Reads the state of the stream `id`, lets `decide` answer with events, and records all of them or none: await the
    /// answer. When another writer comes first, `decide` is asked again with the new state.
    pub fn decide<'a, D: Send + 'a>(
        &self,
        id: impl AsRef<str>,
        decide: impl FnMut(&R) -> Result<Vec<R::Event>, D> + Send + 'a,
    ) -> Decide<'a, R, D> {
        Decide::new(self.access.clone(), id.as_ref(), Box::new(decide))
    }

    /// The present state of the stream `id`; the initial state, version 0, if it has no events.
    pub async fn load(&self, id: impl AsRef<str>) -> Result<Versioned<R>, LoadError> {
        let slot = self.access.slot(id.as_ref())?;
        let current = self.access.loader().await?.current(&slot).await?;
        Ok(Versioned { state: current.state.clone(), version: current.version })
    }

    /// The state of the stream `id` as it was at `version`; 0 is the initial state.
    pub async fn at(&self, id: impl AsRef<str>, version: u64) -> Result<Versioned<R>, LoadError> {
        let stream = self.access.stream(id.as_ref())?;
        let reached = self.access.loader().await?.at(&stream, version).await?;
        Ok(Versioned { state: reached.state, version })
    }

    /// The state of the stream `id` as it was recorded at `time`: after the last event recorded then or before.
    pub async fn as_of(&self, id: impl AsRef<str>, time: Timestamp) -> Result<Versioned<R>, LoadError> {
        let stream = self.access.stream(id.as_ref())?;
        let loader = self.access.loader().await?;
        // Recorded times never run backwards, so the last version at that time is found by halving.
        let mut at_or_before = 0;
        let mut archived = None;
        let mut after = loader.log.stream(stream.clone()).await?.map_or(0, |summary| summary.version) + 1;
        while at_or_before + 1 < after {
            let middle = at_or_before.midpoint(after);
            match loader.place(&stream, middle).await {
                Ok(Some((_, recorded_at))) if recorded_at <= time => at_or_before = middle,
                // It may have been recorded later too: then none that is there was recorded before, which is an error below.
                Err(error @ LoadError::Read(ReadError::Archived { .. })) => {
                    at_or_before = middle;
                    archived = Some((middle, error));
                }
                place => {
                    place?;
                    after = middle;
                }
            }
        }
        if let Some((_, error)) = archived.filter(|(version, _)| *version == at_or_before) {
            return Err(error);
        }
        let reached = loader.at(&stream, at_or_before).await?;
        Ok(Versioned { state: reached.state, version: at_or_before })
    }

    /// Keeps a snapshot of the stream `id` as it is now, whether or not one is due: archiving a log needs one of each stream. Answers with its version;
    /// `None` where the log keeps none, or the state cannot have one, which a warning explains.
    pub async fn snapshot(&self, id: impl AsRef<str>) -> Result<Option<u64>, LoadError> {
        let slot = self.access.slot(id.as_ref())?;
        let loader = self.access.loader().await?;
        let current = loader.current(&slot).await?;
        Ok(loader.snapshot_now(&slot.stream, &current).await)
    }

    /// Replays all streams of this machine from their first events, in one pass over the log, by itself or on several threads: await
    /// the states. Neither cached states nor snapshots are used or kept.
    ///
    /// ```
    /// # use chronostack::prelude::*;
    /// # use serde::{Deserialize, Serialize};
    /// # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # pub struct Noted { pub text: String }
    /// # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    /// # pub struct Notes { texts: Vec<String> }
    /// # #[reducer(pub enum NotesEvent)]
    /// # impl Notes {
    /// #     fn noted(&mut self, event: &Noted) { self.texts.push(event.text.clone()); }
    /// # }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> { pollster::block_on(async {
    /// let stack = ChronoStack::in_memory();
    /// let notes = stack.machine::<Notes>();
    /// notes.dispatch("ann", Noted { text: "one".into() }).await?;
    /// notes.dispatch("bob", Noted { text: "two".into() }).await?;
    /// notes.dispatch("ann", Noted { text: "three".into() }).await?;
    ///
    /// let now = notes.replay().threads(2).await?;
    /// assert_eq!(now.states.len(), 2);
    /// let then = notes.replay().until(1).await?;
    /// let (stream, state) = &then.states[0];
    /// assert_eq!((stream.id(), state.version, state.texts.len()), ("ann", 1, 1));
    /// # Ok(()) }) }
    /// ```
    ///
    /// # Errors
    /// The first in the order of the log, as those of [`load`](Self::load).
    pub fn replay(&self) -> Replay<R> {
        Replay::new(self.access.clone())
    }

    /// All events of the stream `id` and the state after each; no event if there is no such stream.
    pub async fn history(&self, id: impl AsRef<str>) -> Result<History<R>, LoadError> {
        let stream = self.access.stream(id.as_ref())?;
        self.access.loader().await?.history(stream).await
    }

    /// Replays the stream `id` from its first event and compares its states with the [fingerprints](crate::fingerprint::Fingerprints) that were
    /// recorded. Neither cached states nor snapshots are trusted; snapshots serve to narrow down where a divergence came from.
    ///
    /// # Errors
    /// At the first fingerprint that is not reproduced, or as [`history`](Self::history).
    pub async fn verify(&self, id: impl AsRef<str>) -> Result<Verified, VerifyError> {
        let stream = self.access.stream(id.as_ref())?;
        let loader = self.access.loader().await?;
        let history = loader.history(stream).await?;
        loader.verify(&history).await
    }

    /// [`verify`](Self::verify) for all streams of this machine, in one pass over the log, by itself or on several threads: await the
    /// report. Streams that diverge are listed in it.
    ///
    /// # Errors
    /// As those of [`replay`](Self::replay).
    pub fn verify_all(&self) -> VerifyAll<R> {
        VerifyAll::new(self.access.clone())
    }
}
