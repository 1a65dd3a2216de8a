//! The histories that were asked for last, kept so that the next question about them is answered at once.

use std::sync::{Arc, Mutex, PoisonError, RwLock};

use chronostack::{id::StreamName, log::Log};
use chronostack_query::{AnyMachine, StreamSelector, Told};
use pollster::block_on;

use crate::error::ApiError;

/// Stories kept at most.
const STORIES_MAX: usize = 16;
/// What those may take in memory beside the one that was asked for last.
const BYTES_MAX: usize = 256 << 20;

/// The histories that were asked for last, within bounds of number and memory. Each follows its stream: what was recorded since is taken in when it is asked for
/// again.
#[derive(Default)]
pub(crate) struct Stories {
    /// The one asked for last is the last.
    kept: Mutex<Vec<Kept>>,
}

struct Kept {
    machine: &'static str,
    stream: StreamName,
    slot: Slot,
    bytes: usize,
}

/// Nothing before it was loaded for the first time.
type Slot = Arc<RwLock<Option<Told>>>;

impl Stories {
    /// What `ask` makes of a stream's history as it is now. It waits for the log, and for whoever else is loading the same: for a thread of its own.
    pub(crate) fn ask<T>(
        &self,
        log: &Arc<dyn Log>,
        machine: &Arc<dyn AnyMachine>,
        stream: &StreamName,
        ask: impl FnOnce(&Told) -> Result<T, ApiError>,
    ) -> Result<T, ApiError> {
        let Some(summary) = block_on(log.stream(stream.clone()))? else {
            block_on(StreamSelector::One(stream.clone()).require(log.as_ref()))?;
            return Err(ApiError::not_found(format!("the log has no stream {stream}")));
        };
        let slot = self.slot(machine.spec().name, stream);
        {
            let told = slot.read().unwrap_or_else(PoisonError::into_inner);
            if let Some(told) = told.as_ref().filter(|told| told.seen == summary.version) {
                return ask(told);
            }
        }
        self.bring_up_to_date(log, machine, stream, &slot)?;
        match slot.read().unwrap_or_else(PoisonError::into_inner).as_ref() {
            Some(told) => ask(told),
            None => Err(ApiError::internal(format!("the history of {stream} was not loaded"))),
        }
    }

    fn bring_up_to_date(
        &self,
        log: &Arc<dyn Log>,
        machine: &Arc<dyn AnyMachine>,
        stream: &StreamName,
        slot: &Slot,
    ) -> Result<(), ApiError> {
        let mut told = slot.write().unwrap_or_else(PoisonError::into_inner);
        match told.as_mut() {
            Some(told) => block_on(machine.follow(Arc::clone(log), told))?,
            None => *told = Some(block_on(machine.story(Arc::clone(log), stream))?),
        }
        let bytes = told.as_ref().map_or(0, |told| told.story.bytes());
        drop(told);
        self.account(slot, bytes);
        Ok(())
    }

    /// The place of a story, which is the one asked for last from now on.
    fn slot(&self, machine: &'static str, stream: &StreamName) -> Slot {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let place = kept.iter().position(|kept| kept.machine == machine && kept.stream == *stream);
        let found = match place {
            Some(place) => kept.remove(place),
            None => Kept { machine, stream: stream.clone(), slot: Slot::default(), bytes: 0 },
        };
        let slot = Arc::clone(&found.slot);
        kept.push(found);
        drop_oldest(&mut kept);
        slot
    }

    /// Notes what a story takes, and drops others where that is too much.
    fn account(&self, slot: &Slot, bytes: usize) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = kept.iter_mut().find(|kept| Arc::ptr_eq(&kept.slot, slot)) {
            kept.bytes = bytes;
        }
        drop_oldest(&mut kept);
    }
}

/// Whoever is asking one that is dropped keeps it until then.
fn drop_oldest(kept: &mut Vec<Kept>) {
    let bytes = |kept: &[Kept]| kept.iter().map(|kept| kept.bytes).sum::<usize>();
    while kept.len() > STORIES_MAX || kept.len() > 1 && bytes(kept) > BYTES_MAX {
        kept.remove(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn streams(stories: &Stories) -> Vec<String> {
        stories.kept.lock().unwrap().iter().map(|kept| kept.stream.id().to_owned()).collect()
    }

    #[test]
    fn those_asked_for_long_ago_are_dropped() {
        let stories = Stories::default();
        let slot = |id: usize| stories.slot("Order", &StreamName::new("order", &id.to_string()).unwrap());
        for id in 0..STORIES_MAX {
            slot(id);
        }
        let first = slot(0);
        slot(99);
        let kept = streams(&stories);
        assert_eq!((kept.len(), kept[0].as_str()), (STORIES_MAX, "2"), "0 was asked for again, 1 was not");
        assert!(Arc::ptr_eq(&first, &slot(0)), "it is the same");
    }

    #[test]
    fn large_ones_leave_no_room_for_others() {
        let stories = Stories::default();
        let slot = |id: &str| stories.slot("Order", &StreamName::new("order", id).unwrap());
        for id in ["a", "b", "c"] {
            stories.account(&slot(id), BYTES_MAX / 2);
        }
        assert_eq!(streams(&stories), ["b", "c"]);
        stories.account(&slot("b"), BYTES_MAX + 1);
        assert_eq!(streams(&stories), ["b"], "the one asked for last stays");
    }
}
