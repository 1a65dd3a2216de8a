//! The first version where something holds.

use crate::{
    history::{
        step::Step,
        timeline::{History, index},
    },
    machine::Reducer,
    replay::fold,
};

impl<R: Reducer> History<R> {
    /// The first event after which `holds` is true of the state. The initial state, which no event made, is not asked
    /// about. One reduction for each event up to there.
    pub fn first(&self, mut holds: impl FnMut(&R) -> bool) -> Option<Step<R>> {
        let mut state = R::default();
        for recorded in &self.events()[..index(self.events(), self.version())] {
            fold(&mut state, [recorded]).ok()?;
            if holds(&state) {
                return self.step(recorded.meta.version);
            }
        }
        None
    }

    /// [`first`](Self::first) for what never turns back: once true, it is true of every later state. Asks
    /// about at most `log2(versions) + 2` of them. For what does turn back it finds some event that made it true, if it is true
    /// in the end.
    pub fn bisect(&self, mut holds: impl FnMut(&R) -> bool) -> Option<Step<R>> {
        let (mut without, mut with) = (0, self.version());
        if with == 0 || !holds(self.state()) {
            return None;
        }
        while without + 1 < with {
            let middle = without.midpoint(with);
            if holds(&*self.seek(middle)?) {
                with = middle;
            } else {
                without = middle;
            }
        }
        self.step(with)
    }
}
