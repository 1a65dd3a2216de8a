//! The offers made on one application. The log does not say which offer an event is about, so they are counted.

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

use crate::facts::facts;

facts! {
    Selected = "offers.selected";
    Created = "offers.created";
    Sent = "offers.sent";
    SentBack = "offers.sent_back";
    Accepted = "offers.accepted";
    Cancelled = "offers.cancelled";
    Declined = "offers.declined";
}

/// How many offers came how far.
#[derive(State, Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Offers {
    pub(crate) selected: u32,
    pub(crate) created: u32,
    pub(crate) sent: u32,
    pub(crate) sent_back: u32,
    pub(crate) accepted: u32,
    pub(crate) cancelled: u32,
    pub(crate) declined: u32,
}

/// An offer cannot have come so far.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoSuchOffer {
    #[error("no offer is at that step: {before} came there, and {after} went on")]
    NoneWaiting { before: u32, after: u32 },
    #[error("an offer was accepted already")]
    AcceptedBefore,
}

#[reducer(pub(crate) enum OffersEvent)]
impl Offers {
    fn select(&mut self, _event: &Selected) {
        self.selected += 1;
    }

    fn create(&mut self, _event: &Created) {
        self.created += 1;
    }

    fn send(&mut self, _event: &Sent) {
        self.sent += 1;
    }

    fn send_back(&mut self, _event: &SentBack) {
        self.sent_back += 1;
    }

    fn accept(&mut self, _event: &Accepted) {
        self.accepted += 1;
    }

    fn cancel(&mut self, _event: &Cancelled) {
        self.cancelled += 1;
    }

    fn decline(&mut self, _event: &Declined) {
        self.declined += 1;
    }

    #[guard]
    fn only_what_was_selected(&self, _event: &Created) -> Result<(), NoSuchOffer> {
        one_waits(self.selected, self.created)
    }

    #[guard]
    fn only_what_was_created(&self, _event: &Sent) -> Result<(), NoSuchOffer> {
        one_waits(self.created, self.sent)
    }

    #[guard]
    fn only_what_was_sent(&self, _event: &SentBack) -> Result<(), NoSuchOffer> {
        one_waits(self.sent, self.sent_back)
    }

    #[guard]
    fn only_what_came_back_and_only_one(&self, _event: &Accepted) -> Result<(), NoSuchOffer> {
        if self.accepted > 0 { Err(NoSuchOffer::AcceptedBefore) } else { one_waits(self.sent_back, 0) }
    }

    #[guard]
    fn only_what_is_open(&self, _event: &Cancelled) -> Result<(), NoSuchOffer> {
        one_waits(self.created, self.accepted + self.cancelled + self.declined)
    }
}

fn one_waits(before: u32, after: u32) -> Result<(), NoSuchOffer> {
    if after < before { Ok(()) } else { Err(NoSuchOffer::NoneWaiting { before, after }) }
}

impl Offers {
    /// How often each event happened, by its name in the file.
    pub(crate) fn counts(&self) -> [(&'static str, u32); 7] {
        [
            ("O_SELECTED", self.selected),
            ("O_CREATED", self.created),
            ("O_SENT", self.sent),
            ("O_SENT_BACK", self.sent_back),
            ("O_ACCEPTED", self.accepted),
            ("O_CANCELLED", self.cancelled),
            ("O_DECLINED", self.declined),
        ]
    }
}

#[cfg(test)]
chronostack::replay_tests!(Offers, "loan/histories/offers");
