//! What an entry of the file says, as an event of one of the three machines.

use crate::{
    application::{self, ApplicationEvent},
    offers::{self, OffersEvent},
    work::{self, Activity, WorkEvent},
    xes::{Case, Entry},
};

/// An event of one of the three machines of a case.
#[derive(Clone, Debug)]
pub(crate) enum Fact {
    Application(ApplicationEvent),
    Offers(OffersEvent),
    Work(WorkEvent),
}

/// An entry that is none of what happens to a loan application.
#[derive(Debug, thiserror::Error)]
#[error("case {case}: `{activity}` ({lifecycle}) is nothing that happens to an application")]
pub(crate) struct UnknownEntry {
    case: String,
    activity: String,
    lifecycle: String,
}

impl Fact {
    /// What `entry` of `case` says.
    pub(crate) fn of(case: &Case, entry: &Entry) -> Result<Self, UnknownEntry> {
        let fact = match (entry.activity.as_str(), entry.lifecycle.as_str()) {
            ("A_SUBMITTED", _) => Self::Application(application::Submitted { amount: case.amount }.into()),
            ("A_PARTLYSUBMITTED", _) => Self::Application(application::PartlySubmitted.into()),
            ("A_PREACCEPTED", _) => Self::Application(application::Preaccepted.into()),
            ("A_ACCEPTED", _) => Self::Application(application::Accepted.into()),
            ("A_FINALIZED", _) => Self::Application(application::Finalized.into()),
            ("A_APPROVED", _) => Self::Application(application::Approved.into()),
            ("A_REGISTERED", _) => Self::Application(application::Registered.into()),
            ("A_ACTIVATED", _) => Self::Application(application::Activated.into()),
            ("A_DECLINED", _) => Self::Application(application::Declined.into()),
            ("A_CANCELLED", _) => Self::Application(application::Cancelled.into()),
            ("O_SELECTED", _) => Self::Offers(offers::Selected.into()),
            ("O_CREATED", _) => Self::Offers(offers::Created.into()),
            ("O_SENT", _) => Self::Offers(offers::Sent.into()),
            ("O_SENT_BACK", _) => Self::Offers(offers::SentBack.into()),
            ("O_ACCEPTED", _) => Self::Offers(offers::Accepted.into()),
            ("O_CANCELLED", _) => Self::Offers(offers::Cancelled.into()),
            ("O_DECLINED", _) => Self::Offers(offers::Declined.into()),
            (name, lifecycle) => match (Activity::named(name), lifecycle) {
                (Some(activity), "SCHEDULE") => Self::Work(work::Scheduled { activity }.into()),
                (Some(activity), "START") => Self::Work(work::Started { activity }.into()),
                (Some(activity), "COMPLETE") => Self::Work(work::Completed { activity }.into()),
                _ => {
                    return Err(UnknownEntry {
                        case: case.id.clone(),
                        activity: name.to_owned(),
                        lifecycle: lifecycle.to_owned(),
                    });
                }
            },
        };
        Ok(fact)
    }
}
