//! What drawings of an excerpt are made of.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    causality::{
        excerpt::{Excerpt, Seen},
        render::words::{Ids, Plain, later},
    },
    id::EventId,
};

/// A box: an event's type, stream, and id, each a line.
pub(super) struct Node {
    pub(super) lines: [String; 3],
    pub(super) focus: bool,
}

/// An edge between two events by their places, with the time between them.
pub(super) struct Arrow {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) took: String,
}

/// The events of each service, by their places.
pub(super) fn services(excerpt: &Excerpt) -> BTreeMap<Option<String>, Vec<usize>> {
    let mut services = BTreeMap::<_, Vec<_>>::new();
    for (place, seen) in excerpt.events.iter().enumerate() {
        let service = seen.meta.service.as_deref().map(|service| Plain(service).to_string());
        services.entry(service).or_default().push(place);
    }
    services
}

pub(super) fn node(excerpt: &Excerpt, ids: &Ids, place: usize) -> Node {
    let Seen { meta, kind } = &excerpt.events[place];
    let lines = [Plain(&kind.name).to_string(), Plain(meta.stream.as_str()).to_string(), ids.short(meta.id)];
    Node { lines, focus: meta.id == excerpt.focus }
}

pub(super) fn arrows(excerpt: &Excerpt) -> Vec<Arrow> {
    let arrow = |from, to| Arrow { from, to, took: later(&excerpt.events[from], &excerpt.events[to]) };
    let causes = excerpt.causes().into_iter().enumerate();
    causes.flat_map(|(to, causes)| causes.into_iter().map(move |from| arrow(from, to))).collect()
}

/// Causes that are not among the events, and for each the places of the events that name it.
pub(super) fn hidden(excerpt: &Excerpt) -> BTreeMap<EventId, Vec<usize>> {
    let shown: BTreeSet<EventId> = excerpt.events.iter().map(|seen| seen.meta.id).collect();
    let mut hidden = BTreeMap::<_, Vec<_>>::new();
    for (place, seen) in excerpt.events.iter().enumerate() {
        for cause in seen.meta.causes.iter().filter(|cause| !shown.contains(cause)) {
            hidden.entry(*cause).or_default().push(place);
        }
    }
    hidden
}
