//! The figures as the three machines know them: from states and transitions, not from the file.

use chronostack::prelude::*;
use serde::Serialize;

use crate::{
    application::Application,
    figures::{Counts, Figures, add, count},
    offers::Offers,
    work::Work,
};

impl Figures {
    /// Adds what the states of one case tell.
    pub(crate) fn add_case(
        &mut self,
        application: &Application,
        offers: &Offers,
        work: &Work,
    ) -> Result<(), serde_json::Error> {
        self.cases += 1;
        self.requested += application.amount();
        count(&mut self.final_states, &state_name(application.state_name()));
        count(&mut self.outcomes, application.outcome());
        for (name, times) in offers.counts() {
            add(&mut self.activities, name, times.into());
        }
        for (activity, item) in &work.items {
            let lifecycles = [("SCHEDULE", item.scheduled), ("START", item.started), ("COMPLETE", item.completed)];
            for (lifecycle, times) in lifecycles {
                add(&mut self.work_items, lifecycle, times.into());
                add(&mut self.activities, &name_on_wire(activity)?, times.into());
            }
        }
        Ok(())
    }

    /// Adds the transitions that applications made, as recorded: `Draft -> Submitted`.
    pub(crate) fn add_transitions(&mut self, transitions: &Counts) {
        for (transition, times) in transitions {
            let (from, to) = transition.split_once(" -> ").unwrap_or((transition, ""));
            add(&mut self.transitions, &format!("{}->{}", state_name(from), state_name(to)), *times);
            add(&mut self.activities, &state_name(to), *times);
        }
    }
}

/// A state by the name that the file has for the step that leads to it.
pub(crate) fn state_name(state: &str) -> String {
    if state == "Draft" { "START".to_owned() } else { format!("A_{}", state.to_uppercase()) }
}

fn name_on_wire(value: &impl Serialize) -> Result<String, serde_json::Error> {
    serde_json::from_value(serde_json::to_value(value)?)
}
