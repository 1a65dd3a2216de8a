//! What the handles of one machine share.

use std::sync::Arc;

use crate::{
    event::Event,
    fingerprint::Fingerprinter,
    limits::Limits,
    log::EventKind,
    machine::Reducer,
    profile::Timings,
    stack::{cache::States, decoder::Decoder, labels::Labels},
};

/// What the handles of one machine share.
pub(crate) struct Core<R> {
    pub(crate) states: States<R>,
    pub(crate) decoder: Decoder,
    /// The event types as a log stores them, in the order of `Event::TYPES`.
    pub(crate) kinds: Box<[Arc<EventKind>]>,
    pub(crate) labels: Labels,
    /// Of the transitions in `labels`, by number.
    pub(crate) timings: Arc<Timings>,
    /// `None` where the state behind an event is not known for sure before that is recorded.
    pub(crate) fingerprinter: Option<Fingerprinter<'static>>,
}

impl<R: Reducer> Core<R> {
    pub(crate) fn new(limits: &Limits) -> Self {
        let kinds = R::Event::TYPES.iter().map(|ty| Arc::new(EventKind::from(ty))).collect();
        let machine = R::machine();
        let fingerprinter = machine.fingerprinter().filter(|_| !machine.reads_meta);
        let (states, labels) = (States::new(limits), Labels::new(machine));
        let timings = Arc::new(Timings::new(machine.name, labels.iter().map(str::to_owned)));
        Self { states, decoder: Decoder::new(), kinds, labels, timings, fingerprinter }
    }
}
