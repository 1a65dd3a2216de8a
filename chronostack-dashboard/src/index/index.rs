//! The index of a log, to be asked.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use chronostack::log::Log;
use tokio::{
    runtime::Handle,
    sync::{Mutex, RwLock, RwLockReadGuard, watch},
    task::JoinHandle,
};

use crate::{
    error::ApiError,
    index::{
        busiest::{Busiest, Which},
        census::Census,
        follow::{Progress, follow},
    },
};

/// How long an answer waits for the first count to end, before it is given of what there is so far.
const PATIENCE: Duration = Duration::from_millis(1_500);

/// The index of a log: counts that are made by one pass over it, and kept up with what is recorded since.
pub(crate) struct Index {
    log: Arc<dyn Log>,
    census: Arc<RwLock<Census>>,
    progress: Arc<watch::Sender<Progress>>,
    /// The task that counts.
    counting: OnceLock<Counting>,
    /// The lanes of the streams that were asked for last.
    busiest: Mutex<Option<Busiest>>,
}

/// Ends with the index.
struct Counting(JoinHandle<()>);

impl Drop for Counting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Index {
    pub(crate) fn new(log: Arc<dyn Log>) -> Self {
        let (census, progress) = (Arc::default(), Arc::new(watch::Sender::default()));
        Self { log, census, progress, counting: OnceLock::new(), busiest: Mutex::default() }
    }

    /// Starts to count, unless it was done or there is no executor yet: the first who asks has one.
    pub(crate) fn start(&self) {
        if let Ok(executor) = Handle::try_current() {
            let (log, census) = (Arc::clone(&self.log), Arc::clone(&self.census));
            let count = || Counting(executor.spawn(follow(log, census, Arc::clone(&self.progress))));
            self.counting.get_or_init(count);
        }
    }

    /// The counts, of the whole log or, where that takes its time, of what was counted so far.
    pub(crate) async fn census(&self) -> Result<RwLockReadGuard<'_, Census>, ApiError> {
        let mut progress = self.progress();
        let settled = progress.wait_for(|progress| progress.caught_up || progress.failed.is_some());
        if let Ok(Ok(progress)) = tokio::time::timeout(PATIENCE, settled).await
            && let Some(failed) = &progress.failed
        {
            return Err(ApiError::internal(format!("the log cannot be counted: failed to {failed}"))
                .hint("`chronostack verify` tells whether it is damaged"));
        }
        Ok(self.census.read().await)
    }

    /// How far it came, from now on.
    pub(crate) fn progress(&self) -> watch::Receiver<Progress> {
        self.start();
        self.progress.subscribe()
    }

    /// The counts of the streams that have most events of those that are asked for, and of all others together.
    pub(crate) async fn busiest<T>(&self, which: &Which, show: impl FnOnce(&Busiest) -> T) -> Result<T, ApiError> {
        let mut held = self.busiest.lock().await;
        let mut busiest = match held.take() {
            Some(busiest) if busiest.serves(which) => busiest,
            _ => Busiest::find(self.log.as_ref(), which.clone()).await?,
        };
        busiest.update(self.log.as_ref()).await?;
        Ok(show(held.insert(busiest)))
    }
}
