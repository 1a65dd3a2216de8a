//! A legal history that gets shorter and plainer.

use std::{fmt, marker::PhantomData};

use proptest::strategy::ValueTree;

use crate::{
    machine::Reducer,
    testing::{attempt::attempt, random::proposal::Proposal},
};

/// A legal history, and the search for a shorter one that still does what it did.
///
/// It keeps proposals rather than events. Each is put to the state that it meets by now, and left out where it is not legal there:
/// so every history on the way is legal, and an amount that was all that is due stays so when less is due.
pub struct HistoryTree<R> {
    proposals: Vec<Proposal>,
    /// The proposals before the last change.
    before: Vec<Proposal>,
    cut: Cut,
    machine: PhantomData<fn() -> R>,
}

/// What is tried.
#[derive(Clone, Copy, Debug)]
enum Cut {
    /// Leaving out the `length` proposals before `end`: later ones rest on earlier ones, so from the end, and many at first.
    Remove { length: usize, end: usize, tried: bool, again: bool },
    /// Plainer values of the `left`-th proposal and, after that, of those before it: what an earlier one must be follows from
    /// later ones. At first with values that follow the state's, then once more with values that stand for themselves.
    Plainer { left: usize, tried: bool, settled: bool },
    /// Nothing more.
    Done,
}

impl Cut {
    fn removal(proposals: &[Proposal], again: bool) -> Self {
        Self::Remove { length: proposals.len(), end: proposals.len(), tried: false, again }
    }
}

impl<R: Reducer> HistoryTree<R> {
    pub(super) fn new(proposals: Vec<Proposal>) -> Self {
        Self { before: proposals.clone(), cut: Cut::removal(&proposals, false), proposals, machine: PhantomData }
    }

    /// Makes the next change, where one is left. `kept` tells whether the last one was.
    fn advance(&mut self, kept: bool) -> bool {
        loop {
            match &mut self.cut {
                Cut::Remove { length, end, tried, again } => {
                    if std::mem::take(tried) {
                        *end -= if kept { *length } else { 1 };
                    }
                    if *end < *length {
                        *length = (*length - 1).min(self.proposals.len());
                        *end = self.proposals.len();
                    }
                    if *length > 0 {
                        self.proposals.drain(*end - *length..*end);
                        *tried = true;
                        return true;
                    }
                    self.cut = if *again {
                        Cut::Done
                    } else {
                        Cut::Plainer { left: self.proposals.len(), tried: false, settled: false }
                    };
                }
                Cut::Plainer { left, tried, settled } => {
                    let Some(proposal) = left.checked_sub(1).and_then(|at| self.proposals.get_mut(at)) else {
                        self.cut = if *settled { Cut::removal(&self.proposals, true) } else { self.settle() };
                        continue;
                    };
                    let payload = &mut proposal.payload;
                    let moved = if std::mem::take(tried) && !kept { payload.complicate() } else { payload.simplify() };
                    if moved {
                        *tried = true;
                        return true;
                    }
                    *left -= 1;
                }
                Cut::Done => return false,
            }
        }
    }
}

impl<R: Reducer> HistoryTree<R> {
    /// Gives the proposals the values that they have by now as their own. Those that are not legal are left out.
    fn settle(&mut self) -> Cut {
        let mut settled = Vec::new();
        self.walk(|proposal, before, _| settled.push(proposal.settled(before)));
        self.proposals = settled;
        Cut::Plainer { left: self.proposals.len(), tried: false, settled: true }
    }

    /// Puts the proposals to the machine, one after the other, and shows those that are legal with the state they meet.
    fn walk(&self, mut legal: impl FnMut(&Proposal, &R, R::Event)) {
        let mut state = R::default();
        let mut version = 1;
        for proposal in &self.proposals {
            let Some(event) = proposal.event(&state) else { continue };
            let Some(after) = attempt(&state, version, &event).legal() else { continue };
            legal(proposal, &state, event);
            state = after;
            version += 1;
        }
    }
}

impl<R: Reducer> ValueTree for HistoryTree<R> {
    type Value = Vec<R::Event>;

    fn current(&self) -> Vec<R::Event> {
        let mut events = Vec::new();
        self.walk(|_, _, event| events.push(event));
        events
    }

    fn simplify(&mut self) -> bool {
        self.before.clone_from(&self.proposals);
        self.advance(true)
    }

    fn complicate(&mut self) -> bool {
        // A payload undoes its own change, and knows then what to try next.
        if !matches!(self.cut, Cut::Plainer { .. }) {
            self.proposals.clone_from(&self.before);
        }
        self.advance(false)
    }
}

impl<R: Reducer> fmt::Debug for HistoryTree<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.current()).finish()
    }
}
