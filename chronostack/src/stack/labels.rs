//! The labels of transitions.

use std::sync::Arc;

use crate::machine::{MachineSpec, Transition};

/// The labels that records carry, each made once; in order of the transitions.
pub(crate) struct Labels(Box<[(Transition, Arc<str>)]>);

impl Labels {
    /// Those of every transition that the table allows.
    pub(crate) fn new(machine: &MachineSpec) -> Self {
        let mut labels = Vec::new();
        for row in &machine.transitions {
            for (from, to) in row.from.iter().flat_map(|from| row.to.iter().map(move |to| (*from, *to))) {
                let transition = Transition { handler: row.handler, from, to, between_variants: machine.is_enum };
                labels.push((transition, transition.to_string().into()));
            }
        }
        labels.sort_unstable_by_key(|(transition, _)| order(transition));
        Self(labels.into())
    }

    /// The label of one, and its number among them. A reducer by hand may make one that its table does not name.
    pub(crate) fn of(&self, transition: Transition) -> (Option<usize>, Arc<str>) {
        match self.0.binary_search_by_key(&order(&transition), |(known, _)| order(known)) {
            Ok(index) => (Some(index), Arc::clone(&self.0[index].1)),
            Err(_) => (None, transition.to_string().into()),
        }
    }

    /// All of them, by number.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|(_, label)| &**label)
    }
}

fn order(transition: &Transition) -> (&'static str, &'static str, &'static str, bool) {
    (transition.handler, transition.from, transition.to, transition.between_variants)
}
