//! The work on one application: items that are scheduled, started, and completed, by people.

use std::collections::BTreeMap;

use chronostack::prelude::*;
use serde::{
    Deserialize, Serialize,
    de::{IntoDeserializer, value::StrDeserializer},
};

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "work.scheduled")]
pub(crate) struct Scheduled {
    pub(crate) activity: Activity,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "work.started")]
pub(crate) struct Started {
    pub(crate) activity: Activity,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "work.completed")]
pub(crate) struct Completed {
    pub(crate) activity: Activity,
}

/// What is to be done. The names on the wire are those of the bank.
#[derive(Schema, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Activity {
    #[serde(rename = "W_Afhandelen leads")]
    HandleLeads,
    #[serde(rename = "W_Completeren aanvraag")]
    CompleteApplication,
    #[serde(rename = "W_Nabellen offertes")]
    CallAboutOffers,
    #[serde(rename = "W_Valideren aanvraag")]
    ValidateApplication,
    #[serde(rename = "W_Nabellen incomplete dossiers")]
    CallAboutIncompleteFiles,
    #[serde(rename = "W_Beoordelen fraude")]
    AssessFraud,
    #[serde(rename = "W_Wijzigen contractgegevens")]
    ChangeContract,
}

impl Activity {
    /// The activity of that name in the file: the name on the wire.
    pub(crate) fn named(name: &str) -> Option<Self> {
        let name: StrDeserializer<'_, serde::de::value::Error> = name.into_deserializer();
        Self::deserialize(name).ok()
    }
}

/// The work by activity.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) items: BTreeMap<Activity, Item>,
}

/// How often one activity came how far. It may be completed more often than it was started: people forget the button.
#[derive(Schema, Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Item {
    pub(crate) scheduled: u32,
    pub(crate) started: u32,
    pub(crate) completed: u32,
}

/// Work was done that nobody had asked for.
#[derive(Debug, thiserror::Error)]
#[error("{activity:?} was never scheduled")]
pub(crate) struct Unscheduled {
    activity: Activity,
}

#[reducer(pub(crate) enum WorkEvent)]
impl Work {
    fn schedule(&mut self, event: &Scheduled) {
        self.items.entry(event.activity).or_default().scheduled += 1;
    }

    fn start(&mut self, event: &Started) {
        self.items.entry(event.activity).or_default().started += 1;
    }

    fn complete(&mut self, event: &Completed) {
        self.items.entry(event.activity).or_default().completed += 1;
    }

    #[guard]
    fn no_start_unscheduled(&self, event: &Started) -> Result<(), Unscheduled> {
        self.known(event.activity)
    }

    #[guard]
    fn no_completion_unscheduled(&self, event: &Completed) -> Result<(), Unscheduled> {
        self.known(event.activity)
    }
}

impl Work {
    fn known(&self, activity: Activity) -> Result<(), Unscheduled> {
        if self.items.contains_key(&activity) { Ok(()) } else { Err(Unscheduled { activity }) }
    }
}

#[cfg(test)]
chronostack::replay_tests!(Work, "loan/histories/work");
