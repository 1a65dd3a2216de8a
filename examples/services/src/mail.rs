//! A mail, as the queue carries it and as the mailer keeps it.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

/// What stands in the queue.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Mail {
    pub(crate) order: String,
    pub(crate) to: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "mail.taken")]
pub(crate) struct Taken {
    pub(crate) to: String,
}

#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "mail.sent")]
pub(crate) struct Sent {}

#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Delivery {
    #[default]
    Unknown,
    Waiting {
        to: String,
    },
    #[state(terminal)]
    Sent {
        to: String,
    },
}

#[reducer(pub(crate) enum MailEvent, otherwise = reject, stream = "mail")]
impl Delivery {
    #[transition(Unknown => Waiting)]
    fn take(event: &Taken) -> Self {
        Delivery::Waiting { to: event.to.clone() }
    }

    #[transition(Waiting { to } => Sent)]
    fn send(to: String, _event: &Sent) -> Self {
        Delivery::Sent { to }
    }
}
