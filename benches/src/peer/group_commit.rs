//! Group commit around a store that has none: what arrives while a commit is under way goes into the next one.

use std::thread::JoinHandle;

use tokio::sync::{mpsc, oneshot};

use crate::{data::BankEvent, fault::Result, store::Store};

/// Events in one commit at most.
const BATCH_EVENTS_MAX: usize = 4_096;

struct Append {
    event: BankEvent,
    durable: oneshot::Sender<()>,
}

/// Hands events to the one thread that writes. Cheap to clone.
#[derive(Clone)]
pub(crate) struct Submitter(mpsc::UnboundedSender<Append>);

/// The thread that writes.
pub(crate) struct GroupCommit<S> {
    writer: JoinHandle<Result<S>>,
}

impl<S: Store> GroupCommit<S> {
    pub(crate) fn start(mut store: S) -> (Submitter, Self) {
        let (sender, mut arrivals) = mpsc::unbounded_channel::<Append>();
        let write = move || {
            let (mut batch, mut waiting) = (Vec::new(), Vec::new());
            let mut taken = Vec::new();
            while arrivals.blocking_recv_many(&mut taken, BATCH_EVENTS_MAX) > 0 {
                for Append { event, durable } in taken.drain(..) {
                    batch.push(event);
                    waiting.push(durable);
                }
                store.append(&batch)?;
                batch.clear();
                for durable in waiting.drain(..) {
                    // Whoever no longer waits need not be told.
                    let _ = durable.send(());
                }
            }
            Ok(store)
        };
        (Submitter(sender), Self { writer: std::thread::spawn(write) })
    }

    /// Waits until all submitters are gone, and gives the store back.
    pub(crate) fn finish(self) -> Result<S> {
        self.writer.join().map_err(|_| "the writing thread panicked")?
    }
}

impl Submitter {
    /// Appends `event`; ready when it is durable.
    pub(crate) async fn append(&self, event: BankEvent) -> Result<()> {
        let (durable, acknowledged) = oneshot::channel();
        self.0.send(Append { event, durable }).map_err(|_| "the writing thread is gone")?;
        Ok(acknowledged.await?)
    }

    /// The same, for a thread.
    pub(crate) fn append_blocking(&self, event: BankEvent) -> Result<()> {
        let (durable, acknowledged) = oneshot::channel();
        self.0.send(Append { event, durable }).map_err(|_| "the writing thread is gone")?;
        Ok(acknowledged.blocking_recv()?)
    }
}
