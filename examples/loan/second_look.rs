//! A changed rule: who asks for much is not declined before a person has seen it. What would have become of all applications so far?

use chronostack::{
    machine::{MachineSpec, Outcome, Rejection},
    meta::Meta,
    prelude::*,
};
use serde::{Deserialize, Serialize};
use std::sync::LazyLock;

use crate::{
    application::{Application, ApplicationEvent},
    xes::{Case, Entry},
};

/// Euros, from which on an application gets a second look.
const MUCH: u64 = 20_000;

/// An application by the rules of before, but for that one. It is a reducer by hand, which leaves the rest to the one that it changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct SecondLook(Application);

impl Reducer for SecondLook {
    type Event = ApplicationEvent;
    const STREAM: &'static str = Application::STREAM;

    fn check(&self, event: &ApplicationEvent) -> Result<(), Rejection> {
        self.0.check(event)
    }

    fn reduce(&mut self, event: &ApplicationEvent, meta: &Meta) -> Outcome {
        match (&self.0, event) {
            (Application::PartlySubmitted { amount: MUCH.. }, ApplicationEvent::Declined(_)) => Outcome::Ignored,
            _ => self.0.reduce(event, meta),
        }
    }

    fn machine() -> &'static MachineSpec {
        static SPEC: LazyLock<MachineSpec> = LazyLock::new(|| {
            let mut spec = Application::machine().clone();
            spec.name = "SecondLook";
            spec
        });
        &SPEC
    }

    fn state_name(&self) -> &'static str {
        self.0.state_name()
    }
}

/// The cases of which the changed rule makes something else, by the entries of the file: no machine, no log, no state.
pub(crate) fn counted(cases: &[Case]) -> Vec<&str> {
    let changed = |case: &&Case| {
        let mut entries: Vec<&Entry> = case.entries.iter().filter(|entry| entry.activity.starts_with("A_")).collect();
        entries.sort_by_key(|entry| entry.time);
        let declined = |pair: &[&Entry]| pair[0].activity == "A_PARTLYSUBMITTED" && pair[1].activity == "A_DECLINED";
        case.amount >= MUCH && entries.windows(2).any(declined)
    };
    let mut ids: Vec<&str> = cases.iter().filter(changed).map(|case| case.id.as_str()).collect();
    ids.sort_unstable();
    ids
}
