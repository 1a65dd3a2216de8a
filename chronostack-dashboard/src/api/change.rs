//! Changes of states, as they are shown.

use chronostack_query::AnyMachine;
use serde::Serialize;
use serde_json::Value;

use crate::{
    api::state_shown::state_shown,
    shared::Shared,
    shown::{Bounds, Shown},
};

/// A change of a state.
#[derive(Debug, Serialize)]
pub(super) struct Change {
    op: &'static str,
    pointer: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<Shown>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<Shown>,
}

/// How changes are shown.
pub(super) struct Changes<'a> {
    pub(super) shared: &'a Shared,
    pub(super) machine: &'a dyn AnyMachine,
    /// Where the changes' paths start.
    pub(super) below: &'a str,
}

impl Changes<'_> {
    /// These of `changes`, `limit` from the one at `offset` on. A list item that moved is gone from its old place, and new at the other: two changes.
    pub(super) fn page(&self, changes: &[chronostack::diff::Change], offset: usize, limit: usize) -> Vec<Change> {
        let changes = changes.iter().flat_map(Parts::of).skip(offset).take(limit);
        changes.map(|parts| self.shown(&parts)).collect()
    }

    /// All of them, as far as one page goes.
    pub(super) fn some(&self, changes: &[chronostack::diff::Change]) -> Vec<Change> {
        const CHANGES: usize = 200;
        self.page(changes, 0, CHANGES)
    }

    fn shown(&self, parts: &Parts<'_>) -> Change {
        let Parts { op, path, before, after } = *parts;
        let pointer = format!("{}{path}", self.below);
        let shown = |value: Option<&Value>| {
            value.map(|value| state_shown(self.shared, self.machine, &pointer, value, &Bounds::LIST))
        };
        Change { op, before: shown(before), after: shown(after), pointer }
    }
}

/// How many changes a page of all of them has to show.
pub(super) fn total(changes: &[chronostack::diff::Change]) -> usize {
    changes.iter().map(|change| Parts::of(change).count()).sum()
}

struct Parts<'a> {
    op: &'static str,
    path: &'a str,
    before: Option<&'a Value>,
    after: Option<&'a Value>,
}

impl<'a> Parts<'a> {
    fn of(change: &'a chronostack::diff::Change) -> impl Iterator<Item = Self> {
        use chronostack::diff::Change::{Added, Changed, Moved, Removed};
        let added = |path, value| Self { op: "add", path, before: None, after: Some(value) };
        let removed = |path, value| Self { op: "remove", path, before: Some(value), after: None };
        let (first, second) = match change {
            Added { path, value } => (added(path, value), None),
            Removed { path, value } => (removed(path, value), None),
            Changed { path, before, after } => {
                (Self { op: "replace", path, before: Some(before), after: Some(after) }, None)
            }
            Moved { from, path, value } => (removed(from, value), Some(added(path, value))),
        };
        std::iter::once(first).chain(second)
    }
}
