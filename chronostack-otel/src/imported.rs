//! Where events of other logs stand in a log.

use std::{collections::HashMap, ops::ControlFlow};

use chronostack::{
    id::EventId,
    log::{Log, ReadError, RecordRef},
};

/// Where the events of other logs stand in one into which they were imported, as far as it was looked through. What a service records itself takes no room.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    places: HashMap<EventId, u64>,
    seen: u64,
}

impl Imported {
    /// The position of `event`, if the log holds it.
    pub(crate) async fn position(&mut self, log: &dyn Log, event: EventId) -> Result<Option<u64>, ReadError> {
        if !self.places.contains_key(&event) {
            match self.look_through(log).await {
                Err(ReadError::Archived { first_kept, .. }) => {
                    self.seen = first_kept - 1;
                    self.look_through(log).await?;
                }
                looked => looked?,
            }
        }
        Ok(self.places.get(&event).copied())
    }

    async fn look_through(&mut self, log: &dyn Log) -> Result<(), ReadError> {
        let own = log.id();
        let from = self.seen + 1;
        let mut see = |record: &RecordRef<'_>| {
            if record.id().log != own {
                self.places.insert(record.id(), record.position);
            }
            self.seen = record.position;
            ControlFlow::Continue(())
        };
        log.scan(from, &mut see).await
    }
}
