//! The runtime's handle.

use std::sync::Arc;

use pollster::block_on;

use crate::{
    causality::{Causality, CausalityError},
    context::Context,
    log::{AppendError, Log, ReadError},
    machine::Reducer,
    profile::Profile,
    stack::{access::Access, machine::Machine, shadow_all::ShadowAll, shared::Shared},
};

/// An event-sourced runtime over one log. Cheap to clone.
///
/// The last clone to be dropped releases the log: its machines then answer that the log is closed.
#[derive(Clone)]
pub struct ChronoStack {
    owner: Arc<Owner>,
}

/// Releases the log when the last handle goes, though machines may still stand.
struct Owner {
    shared: Arc<Shared>,
}

impl Drop for Owner {
    fn drop(&mut self) {
        // What dropped tasks have yet to say is said by a thread that needs neither this one nor an executor.
        block_on(self.shared.afterwards.finish());
        drop(self.shared.take_log());
    }
}

impl ChronoStack {
    pub(crate) fn new(shared: Shared) -> Self {
        Self { owner: Arc::new(Owner { shared: Arc::new(shared) }) }
    }

    /// The machine of the reducer `R`: its streams in this log.
    pub fn machine<R: Reducer>(&self) -> Machine<R> {
        let shared = self.owner.shared.clone();
        let core = shared.core();
        Machine::new(Access { shared, core })
    }

    /// Replays every stream of `Old` by the rules of `New` too, and tells which end in another state and where they part: what a change of
    /// rules would do to all that ever happened, before it is deployed. The log is not changed. Each of the two decodes what is stored on its own, so
    /// upcasts are compared too. States are compared as [`History::shadow`](crate::History::shadow) does it.
    ///
    /// ```
    /// # use chronostack::prelude::*;
    /// # use serde::{Deserialize, Serialize};
    /// # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # #[event(name = "bought")]
    /// # pub struct Bought { cents: u64 }
    /// # #[derive(Event, Clone, Debug)]
    /// # pub enum Sale { Bought(Bought) }
    /// #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    /// struct Points { sum: u64 }
    ///
    /// #[reducer(event = Sale, stream = "customer")]
    /// impl Points {
    ///     fn bought(&mut self, event: &Bought) { self.sum += event.cents / 100; }
    /// }
    ///
    /// /// From 50 euro on, twice as many.
    /// #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    /// struct NewPoints { sum: u64 }
    ///
    /// #[reducer(event = Sale, stream = "customer")]
    /// impl NewPoints {
    ///     fn bought(&mut self, event: &Bought) {
    ///         self.sum += event.cents / 100 * if event.cents >= 5_000 { 2 } else { 1 };
    ///     }
    /// }
    ///
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> { pollster::block_on(async {
    /// # let stack = ChronoStack::in_memory();
    /// # let points = stack.machine::<Points>();
    /// points.dispatch("ann", Bought { cents: 900 }).await?;
    /// points.dispatch("bob", Bought { cents: 7_500 }).await?;
    ///
    /// let shadowed = stack.shadow::<Points, NewPoints>().threads(2).await?;
    /// assert_eq!((shadowed.streams, shadowed.differing.len()), (2, 1));
    /// let bob = &shadowed.differing[0];
    /// assert_eq!(bob.stream.id(), "bob");
    /// assert_eq!(bob.end.as_ref().unwrap().to_string(), "~ /sum  75 -> 150");
    /// # Ok(()) }) }
    /// ```
    pub fn shadow<Old: Reducer, New: Reducer>(&self) -> ShadowAll<Old, New> {
        let shared = self.owner.shared.clone();
        let core = shared.core();
        ShadowAll::new(Access { shared, core })
    }

    /// What led to what in this log, as it is now: read from it once, and to be kept and [updated](Causality::update) by who asks often.
    /// [`Causality::of`] is the same of several logs.
    ///
    /// ```
    /// # use chronostack::prelude::*;
    /// # use serde::{Deserialize, Serialize};
    /// # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # struct Clicked;
    /// # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    /// # struct Clicks { count: u64 }
    /// # #[reducer(enum ClickEvent)]
    /// # impl Clicks { fn clicked(&mut self, _event: &Clicked) { self.count += 1; } }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> { pollster::block_on(async {
    /// # let stack = ChronoStack::in_memory();
    /// # let clicks = stack.machine::<Clicks>();
    /// let first = clicks.dispatch("button", Clicked).await?;
    /// let second = clicks.dispatch("menu", Clicked).caused_by(&first).await?;
    /// let other = clicks.dispatch("link", Clicked).await?;
    ///
    /// let [first, second, other] = [&first, &second, &other].map(|commit| commit.events[0].meta.id);
    /// let causality = stack.causality().await?;
    /// assert!(causality.happened_before(first, second)?);
    /// assert!(causality.concurrent(second, other)?);
    /// assert_eq!(causality.descendants(first)?.collect::<Vec<_>>(), [second]);
    /// # Ok(()) }) }
    /// ```
    pub async fn causality(&self) -> Result<Causality, CausalityError> {
        Causality::of([self.log().ok_or(ReadError::Closed)?]).await
    }

    /// Where the time of commits went since the runtime was started: for each transition how long its guards, its handler and its encoding took,
    /// how long its commits waited for others, and for the disk.
    ///
    /// ```
    /// # use chronostack::prelude::*;
    /// # use serde::{Deserialize, Serialize};
    /// # #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
    /// # struct Added { amount: u64 }
    /// # #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
    /// # struct Counter { total: u64 }
    /// # #[reducer(enum CounterEvent)]
    /// # impl Counter { fn added(&mut self, event: &Added) { self.total += event.amount; } }
    /// # fn main() -> Result<(), Box<dyn std::error::Error>> { pollster::block_on(async {
    /// # let stack = ChronoStack::in_memory();
    /// stack.machine::<Counter>().dispatch("visits", Added { amount: 2 }).await?;
    ///
    /// let profile = stack.profile();
    /// println!("{profile}"); // a table
    /// let json = profile.to_json(); // for a file that `chronostack profile` reads
    /// let added = &profile.transitions[0];
    /// assert_eq!((added.transition.as_str(), added.events), ("added", 1));
    /// assert!(added.reduce.p99_ns <= added.reduce.max_ns);
    /// # assert_eq!(chronostack::profile::Profile::from_json(&json)?, profile);
    /// # Ok(()) }) }
    /// ```
    pub fn profile(&self) -> Profile {
        self.owner.shared.profile()
    }

    /// The current context, in which what is `#[tracked]` is recorded here. It does not keep the log open.
    pub fn context(&self) -> Context {
        Context::current().with_runtime(self.owner.shared.clone())
    }

    pub(crate) fn shared(&self) -> &Arc<Shared> {
        &self.owner.shared
    }

    /// The log, for what needs no reducer; `None` once it was closed.
    pub fn log(&self) -> Option<Arc<dyn Log>> {
        self.owner.shared.log()
    }

    /// Flushes and releases the log, once it is recorded how tasks ended that were dropped. What its machines are asked afterwards is answered with a
    /// `Closed` error. Closing it again, or at the same time, waits for the first one and answers the same.
    pub async fn close(&self) -> Result<(), AppendError> {
        self.owner.shared.close().await
    }
}

impl std::fmt::Debug for ChronoStack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ChronoStack").field("log", &self.log().map(|log| log.id())).finish_non_exhaustive()
    }
}
