//! The writer: a thread of its own, so that what arrives while one transaction is being made durable shares the next.

use std::{sync::Arc, time::Instant};

use async_channel::Receiver;
use chronostack::log::{AppendError, AppendTimes};
use rusqlite::{Connection, Transaction, TransactionBehavior};

use crate::{
    append::append,
    fault::{Fault, leaves_in_doubt},
    numbers::Numbers,
    request::{Reply, Request, Timed, reply_append, reply_save},
    shared::Shared,
    snapshots,
};

/// A transaction takes no more requests once it has so many.
const BATCH_REQUESTS_MAX: usize = 1_024;

pub(crate) struct Writer {
    shared: Arc<Shared>,
    connection: Connection,
    numbers: Numbers,
    queue: Receiver<Request>,
}

impl Writer {
    pub(crate) fn new(shared: Arc<Shared>, connection: Connection, queue: Receiver<Request>) -> Self {
        Self { shared, connection, numbers: Numbers::default(), queue }
    }

    /// Writes what arrives until the queue is closed, and what stands in it then.
    pub(crate) fn run(mut self) {
        while let Ok(request) = self.queue.recv_blocking() {
            let mut replies = Vec::new();
            let written = self.batch(request, &mut replies);
            if written.is_err() {
                self.numbers = Numbers::default();
            }
            self.shared.changed.notify(usize::MAX);
            for reply in replies {
                reply(written.clone());
            }
        }
    }

    /// One transaction: what is asked for while it lasts belongs to it. Refusals wait for its end too: a conflict with a commit of
    /// this transaction is none if that is not written.
    fn batch(&mut self, first: Request, replies: &mut Vec<Reply>) -> Result<(), AppendError> {
        let Self { shared, connection, numbers, queue } = self;
        if let Some(poisoned) = shared.poisoned() {
            replies.push(first.untouched());
            return Err(poisoned);
        }
        let transaction = match Transaction::new(connection, TransactionBehavior::Immediate) {
            Ok(transaction) => transaction,
            Err(error) => {
                // Those behind would wait as long for nothing, one after the other.
                replies.extend(
                    std::iter::once(first).chain(std::iter::from_fn(|| queue.try_recv().ok())).map(Request::untouched),
                );
                return Err(Fault::from(error).append(&shared.path));
            }
        };
        let mut timed = Vec::<AppendTimes>::new();
        let mut next = Some(first);
        while let Some(request) = next {
            match request {
                Request::Append(commit, timing, reply) => {
                    if let Some(Timed { since, times }) = timing {
                        times.set_queued_since(since);
                        timed.push(times);
                    }
                    let appended = append(&transaction, shared.log, numbers, shared.projection.as_ref(), commit)
                        .map_err(|fault| fault.append(&shared.path));
                    let failed = appended.as_ref().err().cloned();
                    replies.push(reply_append(appended, reply));
                    if let Some(failed) = failed.filter(|_| transaction.is_autocommit()) {
                        return Err(failed);
                    }
                }
                Request::Save(snapshot, reply) => {
                    replies.push(reply_save(snapshots::save(&transaction, &snapshot), reply));
                }
            }
            next = if replies.len() < BATCH_REQUESTS_MAX { queue.try_recv().ok() } else { None };
        }
        let since = (!timed.is_empty()).then(Instant::now);
        let committed = transaction.commit();
        if let Some(took) = since.map(|since| since.elapsed()) {
            for times in &timed {
                times.set_sync(took);
            }
        }
        committed.map_err(|error| {
            if leaves_in_doubt(&error) {
                let path = shared.path.display();
                tracing::error!(%path, %error, "the log takes no more appends until it is opened again");
                return shared.poison(error.to_string());
            }
            Fault::from(error).append(&shared.path)
        })
    }
}
