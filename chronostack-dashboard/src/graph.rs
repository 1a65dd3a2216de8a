//! What led to what, kept for the next question.

use std::sync::Arc;

use chronostack::{causality::Causality, log::Log};
use tokio::sync::{RwLock, RwLockReadGuard, RwLockWriteGuard};

use crate::error::ApiError;

/// What led to what: read when it is asked for first, and then kept up with the log.
#[derive(Default)]
pub(crate) struct Graph {
    held: RwLock<Option<Held>>,
}

struct Held {
    causality: Causality,
    /// The log's last position when it was read.
    last: u64,
}

impl Graph {
    /// The graph of all that the log holds now.
    pub(crate) async fn get(&self, log: &Arc<dyn Log>) -> Result<RwLockReadGuard<'_, Causality>, ApiError> {
        let last = log.head().await?;
        let held = self.held.read().await;
        if let Ok(causality) = RwLockReadGuard::try_map(held, |held| of_now(held.as_ref(), last)) {
            return Ok(causality);
        }
        let mut held = self.held.write().await;
        match held.as_mut() {
            Some(held) if held.last >= last => {}
            Some(held) => {
                held.causality.update().await?;
                held.last = last;
            }
            None => *held = Some(Held { causality: Causality::of([Arc::clone(log)]).await?, last }),
        }
        let held = RwLockWriteGuard::downgrade(held);
        RwLockReadGuard::try_map(held, |held| of_now(held.as_ref(), last))
            .map_err(|_| ApiError::internal("what led to what is not known"))
    }
}

fn of_now(held: Option<&Held>, last: u64) -> Option<&Causality> {
    held.filter(|held| held.last >= last).map(|held| &held.causality)
}
