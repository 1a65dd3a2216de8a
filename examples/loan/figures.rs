//! The figures that two ways of counting must agree on.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::xes::{Case, Entry};

pub(crate) type Counts = BTreeMap<String, u64>;

/// Everything that is counted about a log of loan applications.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Figures {
    pub(crate) cases: u64,
    pub(crate) events: u64,
    /// Cases by the last step of their application.
    #[serde(rename = "final_state_counts")]
    pub(crate) final_states: Counts,
    pub(crate) outcomes: Counts,
    /// Euros.
    #[serde(rename = "sum_AMOUNT_REQ")]
    pub(crate) requested: u64,
    /// From one step of an application to the next, as `A_SUBMITTED->A_PARTLYSUBMITTED`.
    pub(crate) transitions: Counts,
    /// Work items by what happened to them.
    pub(crate) work_items: Counts,
    /// Events by name.
    pub(crate) activities: Counts,
}

impl Figures {
    /// Counts the entries of the file, plainly: no machine, no log, no state.
    pub(crate) fn counted(cases: &[Case]) -> Self {
        let mut figures = Self { cases: cases.len() as u64, ..Self::default() };
        for case in cases {
            let mut entries: Vec<&Entry> = case.entries.iter().collect();
            entries.sort_by_key(|entry| entry.time);
            let mut step = "START";
            let mut outcome = "open";
            for entry in entries {
                figures.events += 1;
                count(&mut figures.activities, &entry.activity);
                if entry.activity.starts_with("W_") {
                    count(&mut figures.work_items, &entry.lifecycle);
                }
                if entry.activity.starts_with("A_") {
                    count(&mut figures.transitions, &format!("{step}->{}", entry.activity));
                    step = &entry.activity;
                    outcome = match step {
                        "A_APPROVED" => "approved",
                        "A_DECLINED" => "declined",
                        "A_CANCELLED" => "cancelled",
                        _ => outcome,
                    };
                }
            }
            count(&mut figures.final_states, step);
            count(&mut figures.outcomes, outcome);
            figures.requested += case.amount;
        }
        figures
    }

    /// Every figure by name, in groups.
    pub(crate) fn groups(&self) -> Vec<(&'static str, Counts)> {
        let totals = [("cases", self.cases), ("events", self.events), ("euros requested", self.requested)].map(named);
        vec![
            ("totals", totals.into_iter().collect()),
            ("final states", self.final_states.clone()),
            ("outcomes", self.outcomes.clone()),
            ("transitions", self.transitions.clone()),
            ("work items", self.work_items.clone()),
            ("activities", self.activities.clone()),
        ]
    }
}

fn named((name, count): (&str, u64)) -> (String, u64) {
    (name.to_owned(), count)
}

/// One more of `name`.
pub(crate) fn count(counts: &mut Counts, name: &str) {
    add(counts, name, 1);
}

/// `more` of `name`. None leaves no trace.
pub(crate) fn add(counts: &mut Counts, name: &str, more: u64) {
    if more > 0 {
        *counts.entry(name.to_owned()).or_default() += more;
    }
}
