//! The steps of a history: an event, and the states before and after it.

use std::{fmt, sync::Arc};

use crate::{
    diff::{Diff, write_changes},
    event::{Event, Recorded},
    history::timeline::{History, index, version_of},
    machine::{Outcome, Reducer, Transition},
    meta::Meta,
    replay::fold_with,
};

/// One event of a history with the states before and after it. It owns what it shows, and shares it with the history.
///
/// Displays the version, the event, the transition, and what changed:
///
/// ```text
/// 2  order.paid  Open -> Settled
///      - /due_cents  250
/// ```
#[derive(Clone, Debug)]
pub struct Step<R: Reducer> {
    events: Arc<Vec<Recorded<R::Event>>>,
    index: usize,
    transition: Option<Transition>,
    before: Arc<R>,
    after: Arc<R>,
}

impl<R: Reducer> Step<R> {
    /// Its place in the history, from 1.
    pub fn version(&self) -> u64 {
        self.meta().version
    }

    /// The event.
    pub fn event(&self) -> &R::Event {
        &self.events[self.index].event
    }

    /// What was recorded about the event.
    pub fn meta(&self) -> &Meta {
        &self.events[self.index].meta
    }

    /// The transition that it made; `None` when the state ignored it.
    pub fn transition(&self) -> Option<Transition> {
        self.transition
    }

    /// The state before it.
    pub fn before(&self) -> &R {
        &self.before
    }

    /// The state after it, that of its version.
    pub fn after(&self) -> &R {
        &self.after
    }

    /// What it changed.
    pub fn diff(&self) -> Diff {
        Diff::of_states(self.before(), self.after())
    }
}

impl<R: Reducer> fmt::Display for Step<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}  {}  ", self.version(), self.event().event_type().name)?;
        match self.transition {
            None => return f.write_str("(ignored)"),
            Some(transition) => write!(f, "{transition}")?,
        }
        let diff = self.diff();
        match (diff.is_empty(), diff.changes()) {
            (true, _) => f.write_str("\n     no change"),
            (false, []) => Ok(()),
            (false, _) => {
                f.write_str("\n")?;
                write_changes(diff.changes(), f, "     ")
            }
        }
    }
}

/// The steps of a history in order, each computed from the one before as it is asked for.
#[derive(Clone, Debug)]
pub struct Steps<'a, R: Reducer> {
    history: &'a History<R>,
    /// That of the next event.
    index: usize,
    /// How many events have states.
    end: usize,
    state: Arc<R>,
}

impl<R: Reducer> Iterator for Steps<'_, R> {
    type Item = Step<R>;

    fn next(&mut self) -> Option<Step<R>> {
        if self.index == self.end {
            return None;
        }
        let step = self.history.step_behind(self.index, self.state.clone())?;
        self.index += 1;
        self.state = step.after.clone();
        Some(step)
    }

    /// Seeks, so that `skip` does not walk.
    fn nth(&mut self, n: usize) -> Option<Step<R>> {
        self.index = self.index.saturating_add(n).min(self.end);
        self.state = self.history.seek(version_of(&self.history.events[..self.index]))?;
        self.next()
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.end - self.index;
        (left, Some(left))
    }
}

impl<R: Reducer> ExactSizeIterator for Steps<'_, R> {}

impl<R: Reducer> std::iter::FusedIterator for Steps<'_, R> {}

impl<R: Reducer> History<R> {
    /// Every event with the states before and after it, as far as there are states: n reductions for n events.
    pub fn steps(&self) -> Steps<'_, R> {
        let (_, initial) = self.keyframes.nearest(0);
        Steps { history: self, index: 0, end: index(&self.events, self.version()), state: initial.clone() }
    }

    /// The event of `version`, from 1, with the states before and after it. `None` where there is none.
    pub fn step(&self, version: u64) -> Option<Step<R>> {
        let index = index(&self.events, version.checked_sub(1)?);
        self.steps().nth(index).filter(|step| step.version() == version)
    }

    fn step_behind(&self, index: usize, before: Arc<R>) -> Option<Step<R>> {
        let mut after = R::clone(&before);
        let mut transition = None;
        let event = self.events.get(index..=index)?;
        let note = |_: &_, outcome, _: &_| match outcome {
            Outcome::Applied { transition: made } => transition = Some(made),
            _ => transition = None,
        };
        // It folded before; a reducer that now panics is not deterministic, and has no step here.
        fold_with(&mut after, event, note).ok()?;
        Some(Step { events: self.events.clone(), index, transition, before, after: Arc::new(after) })
    }
}
