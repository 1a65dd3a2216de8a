//! Feeds the cases to the machines as they happened: all events of all cases, in order of time.

use std::{collections::HashSet, future::poll_fn, pin::Pin, task::Poll};

use chronostack::Timestamp;

use crate::{
    bank::{Bank, Receipt, Result},
    fact::Fact,
    figures::{Counts, count},
    progress::Progress,
    xes::{Case, Entry},
};

/// Events in flight at most.
const IN_FLIGHT_MAX: usize = 256;

/// An event that is to be recorded.
struct Due<'a> {
    case: &'a str,
    fact: Fact,
    time: Timestamp,
    by: Option<&'a str>,
}

/// What was recorded.
#[derive(Default)]
pub(crate) struct Fed {
    pub(crate) events: u64,
    /// Of the applications, as recorded.
    pub(crate) transitions: Counts,
}

/// Records every entry of every case, each at its time, each durable before the next of its own stream.
///
/// Events that stand beside one another in time mostly belong to different streams. These are dispatched together, so
/// that one sync makes them all durable; their first polls, in order of time, give them their positions.
pub(crate) async fn feed(bank: &Bank, cases: &[Case], progress: &mut Progress) -> Result<Fed> {
    let mut fed = Fed::default();
    let mut together: Vec<Due<'_>> = Vec::new();
    let mut streams = HashSet::new();
    for (case, entry) in in_order_of_time(cases) {
        let fact = Fact::of(case, entry)?;
        let stream = (case.id.as_str(), std::mem::discriminant(&fact));
        if together.len() == IN_FLIGHT_MAX || streams.contains(&stream) {
            fed.record(bank, std::mem::take(&mut together)).await?;
            streams.clear();
            progress.show(fed.events);
        }
        streams.insert(stream);
        together.push(Due { case: &case.id, fact, time: entry.time, by: entry.resource.as_deref() });
    }
    fed.record(bank, together).await?;
    progress.done();
    Ok(fed)
}

/// The entries of all cases by UTC time; ties by the place of the case in the file, then of the entry in the case.
pub(crate) fn in_order_of_time(cases: &[Case]) -> Vec<(&Case, &Entry)> {
    let mut all: Vec<_> = cases.iter().flat_map(|case| case.entries.iter().map(move |entry| (case, entry))).collect();
    all.sort_by_key(|(_, entry)| entry.time);
    all
}

impl Fed {
    async fn record(&mut self, bank: &Bank, together: Vec<Due<'_>>) -> Result<()> {
        let times: Vec<Timestamp> = together.iter().map(|due| due.time).collect();
        let record = |Due { case, fact, time, by }| bank.record(case, fact, time, by);
        let receipts = in_order(together.into_iter().map(record)).await;
        for (receipt, time) in receipts.into_iter().zip(times) {
            let Receipt { position, recorded_at, transition } = receipt?;
            self.events += 1;
            if (position, recorded_at) != (self.events, time) {
                let due = self.events;
                return Err(format!(
                    "the event of {time}, due at position {due}, stands at {position} with {recorded_at}"
                )
                .into());
            }
            if let Some(transition) = transition {
                count(&mut self.transitions, &transition);
            }
        }
        Ok(())
    }
}

/// Runs all futures at once. Each is polled for the first time behind the one before it.
async fn in_order<F: Future>(futures: impl Iterator<Item = F>) -> Vec<F::Output> {
    let mut running: Vec<Pin<Box<F>>> = futures.map(Box::pin).collect();
    let mut outputs: Vec<Option<F::Output>> = running.iter().map(|_| None).collect();
    poll_fn(|context| {
        for (future, output) in running.iter_mut().zip(&mut outputs) {
            if output.is_none()
                && let Poll::Ready(ready) = future.as_mut().poll(context)
            {
                *output = Some(ready);
            }
        }
        if outputs.iter().all(Option::is_some) { Poll::Ready(()) } else { Poll::Pending }
    })
    .await;
    outputs.into_iter().flatten().collect()
}
