//! The three machines of each case, over one log.
//!
//! Three, not one with three parts: what may happen to an application, to its offers and to the work on it are three sets
//! of rules that share no state, so each is checked, replayed and read without the others.

use std::{error::Error, path::Path};

use chronostack::{fingerprint::Fingerprints, prelude::*, stack::ShadowedAll};

use crate::{
    application::Application,
    clock::RecordedClock,
    fact::Fact,
    figures::{Counts, Figures, count},
    offers::Offers,
    second_look::SecondLook,
    tally::state_name,
    work::Work,
};

/// An answer, or whatever went wrong.
pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// An open log and its machines.
pub(crate) struct Bank {
    stack: ChronoStack,
    clock: RecordedClock,
    applications: Machine<Application>,
    offers: Machine<Offers>,
    work: Machine<Work>,
}

/// What the log answered to one event.
pub(crate) struct Receipt {
    pub(crate) position: u64,
    pub(crate) recorded_at: Timestamp,
    /// As `Draft -> Submitted`; of applications only.
    pub(crate) transition: Option<String>,
}

impl Bank {
    /// Opens the log in the folder `path`, or makes it.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        let clock = RecordedClock::default();
        let stack = ChronoStack::builder().path(path).service("loan").clock(clock.clone());
        // An application has eight events at the most: a fingerprint now and then would miss most of them.
        let stack = stack.fingerprints(Fingerprints::every(1)).build()?;
        let (applications, offers, work) = (stack.machine(), stack.machine(), stack.machine());
        Ok(Self { stack, clock, applications, offers, work })
    }

    /// Records `fact` as of `time`. Answers when it is durable.
    pub(crate) async fn record(&self, id: &str, fact: Fact, time: Timestamp, by: Option<&str>) -> Result<Receipt> {
        match fact {
            Fact::Application(event) => {
                let committed = self.dispatch(&self.applications, id, event, time, by).await?;
                receipt(&committed, committed.events[0].meta.transition.as_deref())
            }
            Fact::Offers(event) => receipt(&self.dispatch(&self.offers, id, event, time, by).await?, None),
            Fact::Work(event) => receipt(&self.dispatch(&self.work, id, event, time, by).await?, None),
        }
    }

    async fn dispatch<R: Reducer>(
        &self,
        machine: &Machine<R>,
        id: &str,
        event: R::Event,
        time: Timestamp,
        by: Option<&str>,
    ) -> Result<Committed<R>> {
        let mut dispatch = machine.dispatch(id, event);
        if let Some(by) = by {
            dispatch = dispatch.actor(by);
        }
        Ok(self.clock.at(time, dispatch.into_future()).await?)
    }

    /// The figures by the states as they are now, and by the transitions and events that the receipts told of.
    pub(crate) async fn figures(&self, ids: &[&str], transitions: &Counts, events: u64) -> Result<Figures> {
        let mut figures = Figures { events, ..Figures::default() };
        figures.add_transitions(transitions);
        for id in ids {
            let (application, offers) = (self.applications.load(id).await?, self.offers.load(id).await?);
            figures.add_case(&application, &offers, &*self.work.load(id).await?)?;
        }
        Ok(figures)
    }

    /// Keeps how the applications ended that were granted: should other rules ever make something else of one, both states can be compared.
    pub(crate) async fn keep_granted(&self, ids: &[&str]) -> Result<()> {
        for id in ids {
            if self.applications.load(id).await?.outcome() == "approved" {
                self.applications.snapshot(id).await?;
            }
        }
        Ok(())
    }

    /// The figures by replaying every case, event by event.
    pub(crate) async fn replayed(&self, ids: &[&str]) -> Result<Figures> {
        let mut figures = Figures::default();
        let mut transitions = Counts::new();
        for id in ids {
            let application = self.applications.history(id).await?;
            for transition in application.steps().filter_map(|step| step.transition()) {
                count(&mut transitions, &transition.to_string());
            }
            let (offers, work) = (self.offers.history(id).await?, self.work.history(id).await?);
            figures.events += application.version() + offers.version() + work.version();
            figures.add_case(application.state(), offers.state(), work.state())?;
        }
        figures.add_transitions(&transitions);
        Ok(figures)
    }

    /// Applications by the state they were in at `time`.
    pub(crate) async fn states_as_of(&self, ids: &[&str], time: Timestamp) -> Result<Counts> {
        let mut states = Counts::new();
        for id in ids {
            count(&mut states, &state_name(self.applications.as_of(id, time).await?.state_name()));
        }
        Ok(states)
    }

    /// What a changed rule makes of all applications.
    pub(crate) async fn second_look(&self) -> Result<ShadowedAll> {
        Ok(self.stack.shadow::<Application, SecondLook>().threads(2).await?)
    }

    /// The runtime below.
    #[cfg(test)]
    pub(crate) fn stack(&self) -> &ChronoStack {
        &self.stack
    }

    /// Closes the log.
    pub(crate) async fn close(self) -> Result<()> {
        Ok(self.stack.close().await?)
    }
}

fn receipt<R: Reducer>(committed: &Committed<R>, transition: Option<&str>) -> Result<Receipt> {
    let recorded = committed.events.first().ok_or("an event was ignored, which none of these machines does")?;
    Ok(Receipt {
        position: committed.position,
        recorded_at: recorded.meta.recorded_at,
        transition: transition.map(str::to_owned),
    })
}
