//! A clock that shows recorded times, so that a log made today answers for the days it tells of.

use std::{
    future::poll_fn,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
};

use chronostack::{Clock, Timestamp};

/// A clock that is set by hand. Its clones show the same time.
#[derive(Clone, Debug, Default)]
pub(crate) struct RecordedClock(Arc<Mutex<Timestamp>>);

impl RecordedClock {
    /// Runs `future` with the clock at `time`, whatever other futures set in between.
    pub(crate) async fn at<F: Future>(&self, time: Timestamp, future: F) -> F::Output {
        let mut future = pin!(future);
        poll_fn(|context| {
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = time;
            future.as_mut().poll(context)
        })
        .await
    }
}

impl Clock for RecordedClock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
