//! Which events changed a field.

use std::{fmt, slice};

use serde_json::Value;

use crate::{
    diff::{Change, Diff, StateView, described, write_changes},
    event::Event,
    history::timeline::History,
    machine::{Reducer, Transition},
    meta::Meta,
};

/// The events that changed what stands at a pointer, in order. Displays a line each:
///
/// ```text
/// /due_cents
///   1  order.placed  Draft -> Open    + 1250
///   2  order.paid    Open -> Open     ~ 1250 -> 250
///   3  order.paid    Open -> Settled  - 250
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Blame {
    pointer: String,
    entries: Vec<BlameEntry>,
}

/// One event that changed what stands at a pointer.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlameEntry {
    /// The event's version.
    pub version: u64,
    /// The event type's name.
    pub event: &'static str,
    /// The transition that it made.
    pub transition: Option<Transition>,
    /// What was recorded about it.
    pub meta: Meta,
    /// What stood there before; `None` when nothing did.
    pub before: Option<Value>,
    /// What stood there after; `None` when nothing did.
    pub after: Option<Value>,
    /// Where it has fields or items, before and after, the changes of these, their paths from there on. For the empty
    /// pointer those of the state as [`Diff::of_states`] tells them.
    pub changes: Vec<Change>,
}

impl<R: Reducer> History<R> {
    /// Which events changed what stands at `pointer`, a JSON Pointer (RFC 6901), from what to what; that it appeared or
    /// disappeared too. Where the state is an enum, the pointer starts inside of the present state (`/due_cents`) or at its
    /// name (`/Open/due_cents`), and what the former names may outlive the state. The empty pointer is the whole.
    ///
    /// A pointer that leads nowhere has no events. One without its first slash is taken as if it had it.
    ///
    /// One reduction for each event, and each state is written as JSON once.
    pub fn blame(&self, pointer: &str) -> Blame {
        let slash = if pointer.is_empty() || pointer.starts_with('/') { "" } else { "/" };
        let pointer = format!("{slash}{pointer}");
        let mut entries = Vec::new();
        let mut before = StateView::of(&R::default());
        for step in self.steps() {
            let after = StateView::of(step.after());
            if before.at(&pointer) != after.at(&pointer) {
                entries.push(BlameEntry {
                    version: step.version(),
                    event: step.event().event_type().name,
                    transition: step.transition(),
                    meta: step.meta().clone(),
                    before: before.at(&pointer).cloned(),
                    after: after.at(&pointer).cloned(),
                    changes: changes(&pointer, &before, &after),
                });
            }
            before = after;
        }
        Blame { pointer, entries }
    }
}

impl Blame {
    /// The pointer, with its first slash.
    pub fn pointer(&self) -> &str {
        &self.pointer
    }

    /// The events, in order.
    pub fn entries(&self) -> &[BlameEntry] {
        &self.entries
    }

    /// The events, in order.
    pub fn iter(&self) -> slice::Iter<'_, BlameEntry> {
        self.entries.iter()
    }

    /// How many events changed it.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no event changed it.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

impl fmt::Display for Blame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.pointer.is_empty() {
            f.write_str("(state)")?;
        }
        f.write_str(&self.pointer)?;
        if self.is_empty() {
            return f.write_str("\n  no event changed it");
        }
        let width = |text: fn(&BlameEntry) -> String| self.iter().map(|e| text(e).chars().count()).max().unwrap_or(0);
        let (versions, events, transitions) =
            (width(|e| e.version.to_string()), width(|e| e.event.to_owned()), width(BlameEntry::transition));
        for entry in self {
            let transition = entry.transition();
            // Nothing is aligned behind a transition with lines of its own.
            let transitions = if entry.changes.is_empty() { transitions } else { 0 };
            write!(f, "\n  {:>versions$}  {:events$}  {transition:transitions$}", entry.version, entry.event)?;
            entry.write_change(f)?;
        }
        Ok(())
    }
}

/// One line, and a line for each change where what changed is a list or has fields.
impl fmt::Display for BlameEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}  {}", self.version, self.event, self.transition())?;
        self.write_change(f)
    }
}

impl BlameEntry {
    fn transition(&self) -> String {
        self.transition.map_or_else(String::new, |transition| transition.to_string())
    }

    fn write_change(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            let (sign, values) = described(self.before.as_ref(), self.after.as_ref(), f.alternate());
            write!(f, "  {sign} {values}")?;
        }
        if let Some(actor) = &self.meta.actor {
            write!(f, "  by {actor}")?;
        }
        if !self.changes.is_empty() {
            f.write_str("\n")?;
            write_changes(&self.changes, f, "       ")?;
        }
        Ok(())
    }
}

/// The changes inside of what stands at `pointer`, where there is an inside before and after.
fn changes(pointer: &str, before: &StateView, after: &StateView) -> Vec<Change> {
    match (before.at(pointer), after.at(pointer)) {
        _ if pointer.is_empty() => Diff::of_views(before.clone(), after.clone()).changes().to_vec(),
        (Some(before @ Value::Object(_)), Some(after @ Value::Object(_)))
        | (Some(before @ Value::Array(_)), Some(after @ Value::Array(_))) => Diff::of(before, after).changes().to_vec(),
        _ => Vec::new(),
    }
}

impl<'a> IntoIterator for &'a Blame {
    type Item = &'a BlameEntry;
    type IntoIter = slice::Iter<'a, BlameEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl IntoIterator for Blame {
    type Item = BlameEntry;
    type IntoIter = std::vec::IntoIter<BlameEntry>;

    fn into_iter(self) -> Self::IntoIter {
        self.entries.into_iter()
    }
}
