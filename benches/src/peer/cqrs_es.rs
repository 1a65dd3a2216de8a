//! The account as a cqrs-es aggregate. Its events arrive by value, as its repositories hand them over.

use std::convert::Infallible;

use cqrs_es::{Aggregate, DomainEvent, event_sink::EventSink};
use serde::{Deserialize, Serialize};

use crate::bank::{Account as State, AccountEvent};

impl DomainEvent for AccountEvent {
    fn event_type(&self) -> String {
        chronostack::Event::event_type(self).name.to_owned()
    }

    fn event_version(&self) -> String {
        "1".to_owned()
    }
}

/// An account.
#[derive(Default, Serialize, Deserialize)]
pub(crate) struct Account(pub(crate) State);

impl Aggregate for Account {
    const TYPE: &'static str = "account";
    type Command = AccountEvent;
    type Event = AccountEvent;
    type Error = Infallible;
    type Services = ();

    async fn handle(
        &mut self,
        command: AccountEvent,
        _services: &(),
        sink: &EventSink<Self>,
    ) -> Result<(), Self::Error> {
        sink.write(command, self).await;
        Ok(())
    }

    fn apply(&mut self, event: AccountEvent) {
        match (&mut self.0, event) {
            (State::New, AccountEvent::Opened(opened)) => self.0 = State::Open { owner: opened.owner, cents: 0 },
            (State::Open { cents, .. }, AccountEvent::Deposited(deposited)) => *cents += deposited.cents,
            (State::Open { cents, .. }, AccountEvent::Withdrawn(withdrawn)) => *cents -= withdrawn.cents,
            (State::Open { cents, .. }, AccountEvent::Closed(_)) => self.0 = State::Closed { cents: *cents },
            _ => {}
        }
    }
}
