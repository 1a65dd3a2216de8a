//! Which events changed a field.

use std::{fmt, ops::Deref, sync::Arc};

use serde_json::Value;

use crate::{
    diff::{Change, Diff, StateView, described, write_changes},
    event::Event,
    history::{step::Step, timeline::History},
    machine::{Reducer, Transition},
    meta::Meta,
};

/// The events that changed what stands at a pointer, in order: a slice of [`BlameEntry`]. Displays a line each:
///
/// ```text
/// /due_cents
///   1  order.placed  Draft -> Open    + 1250
///   2  order.paid    Open -> Open     ~ 1250 -> 250
///   3  order.paid    Open -> Settled  - 250
/// ```
#[derive(Clone, Debug)]
pub struct Blame<R: Reducer> {
    pointer: Arc<str>,
    entries: Vec<BlameEntry<R>>,
}

/// One event that changed what stands at a pointer. Values are sought in the history as they are asked for: a large field
/// that a million events changed is not kept a million times.
#[derive(Clone, Debug)]
pub struct BlameEntry<R: Reducer> {
    history: Arc<History<R>>,
    pointer: Arc<str>,
    version: u64,
    transition: Option<Transition>,
}

impl<R: Reducer> History<R> {
    /// Which events changed what stands at `pointer`, a JSON Pointer (RFC 6901), from what to what; that it appeared or
    /// disappeared too. Where the state is an enum, the pointer starts inside of the present state (`/due_cents`) or at
    /// its name (`/Open/due_cents`), and what the former leads to may outlive a state. The empty pointer is the whole.
    ///
    /// A pointer that leads nowhere has no events. One without its first slash is taken as if it had it.
    ///
    /// One reduction for each event, and each state is written as JSON once.
    pub fn blame(&self, pointer: &str) -> Blame<R> {
        let slash = if pointer.is_empty() || pointer.starts_with('/') { "" } else { "/" };
        let pointer: Arc<str> = format!("{slash}{pointer}").into();
        let history = Arc::new(self.clone());
        let mut before = StateView::of(&R::default());
        let changed = |step: Step<R>| {
            let after = StateView::of(step.after());
            let same = before.at(&pointer) == after.at(&pointer);
            before = after;
            let (history, pointer) = (history.clone(), pointer.clone());
            (!same).then(|| BlameEntry { history, pointer, version: step.version(), transition: step.transition() })
        };
        let entries = self.steps().filter_map(changed).collect();
        Blame { pointer, entries }
    }
}

impl<R: Reducer> Blame<R> {
    /// The pointer, with its first slash.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }
}

impl<R: Reducer> Deref for Blame<R> {
    type Target = [BlameEntry<R>];

    fn deref(&self) -> &[BlameEntry<R>] {
        &self.entries
    }
}

impl<'a, R: Reducer> IntoIterator for &'a Blame<R> {
    type Item = &'a BlameEntry<R>;
    type IntoIter = std::slice::Iter<'a, BlameEntry<R>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.iter()
    }
}

impl<R: Reducer> IntoIterator for Blame<R> {
    type Item = BlameEntry<R>;
    type IntoIter = std::vec::IntoIter<BlameEntry<R>>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}

impl<R: Reducer> BlameEntry<R> {
    /// The event's version.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// The event.
    pub fn event(&self) -> &R::Event {
        &self.history.recorded(self.version).event
    }

    /// What was recorded about the event.
    pub fn meta(&self) -> &Meta {
        &self.history.recorded(self.version).meta
    }

    /// The transition that it made.
    pub fn transition(&self) -> Option<Transition> {
        self.transition
    }

    /// What stood there before it; `None` when nothing did.
    pub fn before(&self) -> Option<Value> {
        self.view(self.version - 1)?.at(&self.pointer).cloned()
    }

    /// What stood there after it; `None` when nothing did.
    pub fn after(&self) -> Option<Value> {
        self.view(self.version)?.at(&self.pointer).cloned()
    }

    /// The changes inside of what stands there, where it had fields or items before and after; paths start there. For the
    /// empty pointer those of the state, as [`Diff::of_states`] tells them.
    pub fn changes(&self) -> Vec<Change> {
        let (Some(before), Some(after)) = (self.view(self.version - 1), self.view(self.version)) else {
            return Vec::new();
        };
        match (before.at(&self.pointer), after.at(&self.pointer)) {
            _ if self.pointer.is_empty() => Diff::of_views(before, after).changes().to_vec(),
            (Some(before @ Value::Object(_)), Some(after @ Value::Object(_)))
            | (Some(before @ Value::Array(_)), Some(after @ Value::Array(_))) => {
                Diff::of(before, after).changes().to_vec()
            }
            _ => Vec::new(),
        }
    }

    fn view(&self, version: u64) -> Option<StateView> {
        self.history.seek(version).map(|state| StateView::of(&*state))
    }

    fn columns(&self) -> [String; 3] {
        let transition = self.transition.map_or_else(String::new, |transition| transition.to_string());
        [self.version.to_string(), self.event().event_type().name.to_owned(), transition]
    }

    fn write(&self, f: &mut fmt::Formatter<'_>, widths: [usize; 3]) -> fmt::Result {
        let [version, event, transition] = self.columns();
        let [versions, events, transitions] = widths;
        let changes = self.changes();
        // Nothing stands behind the transition where the changes have lines of their own.
        let transitions = if changes.is_empty() { transitions } else { 0 };
        write!(f, "{version:>versions$}  {event:events$}  {transition:transitions$}")?;
        if changes.is_empty() {
            let (sign, values) = described(self.before().as_ref(), self.after().as_ref(), f.alternate());
            write!(f, "  {sign} {values}")?;
        }
        if let Some(actor) = &self.meta().actor {
            write!(f, "  by {actor}")?;
        }
        if !changes.is_empty() {
            f.write_str("\n")?;
            write_changes(&changes, f, "       ")?;
        }
        Ok(())
    }
}

impl<R: Reducer> fmt::Display for Blame<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.pointer.is_empty() { "(state)" } else { &self.pointer })?;
        if self.is_empty() {
            return f.write_str("\n  no event changed it");
        }
        let mut widths = [0; 3];
        for entry in self {
            for (width, column) in widths.iter_mut().zip(entry.columns()) {
                *width = column.chars().count().max(*width);
            }
        }
        for entry in self {
            f.write_str("\n  ")?;
            entry.write(f, widths)?;
        }
        Ok(())
    }
}

/// One line, and a line for each change where what changed has fields or items.
impl<R: Reducer> fmt::Display for BlameEntry<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(f, [0; 3])
    }
}
