//! The labels of transitions.

use std::{collections::HashMap, sync::Arc};

use crate::machine::{MachineSpec, Transition};

/// The labels that records carry, each made once.
pub(crate) struct Labels(HashMap<Transition, Arc<str>>);

impl Labels {
    /// Those of every transition that the table allows.
    pub(crate) fn new(machine: &MachineSpec) -> Self {
        let mut labels = HashMap::new();
        for row in &machine.transitions {
            let pairs = row.from.iter().flat_map(|from| row.to.iter().map(move |to| (*from, *to)));
            for (from, to) in pairs {
                let transition = Transition { handler: row.handler, from, to, between_variants: machine.is_enum };
                labels.insert(transition, transition.to_string().into());
            }
        }
        Self(labels)
    }

    /// A reducer by hand may make one that its table does not name.
    pub(crate) fn of(&self, transition: Transition) -> Arc<str> {
        self.0.get(&transition).map_or_else(|| transition.to_string().into(), Arc::clone)
    }
}
