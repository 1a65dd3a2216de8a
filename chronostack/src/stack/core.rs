//! What the handles of one machine share.

use std::sync::Arc;

use crate::{
    event::Event,
    limits::Limits,
    log::EventKind,
    machine::Reducer,
    stack::{cache::States, decoder::Decoder, labels::Labels},
};

/// What the handles of one machine share.
pub(crate) struct Core<R> {
    pub(crate) states: States<R>,
    pub(crate) decoder: Decoder,
    /// The event types as a log stores them, in the order of `Event::TYPES`.
    pub(crate) kinds: Box<[Arc<EventKind>]>,
    pub(crate) labels: Labels,
}

impl<R: Reducer> Core<R> {
    pub(crate) fn new(limits: &Limits) -> Self {
        let kinds = R::Event::TYPES.iter().map(|ty| Arc::new(EventKind::from(ty))).collect();
        Self { states: States::new(limits), decoder: Decoder::new(), kinds, labels: Labels::new(R::machine()) }
    }
}
