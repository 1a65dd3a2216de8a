//! The runs that are kept in memory.

use std::{
    collections::BTreeMap,
    hint::black_box,
    sync::{
        Arc, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use crate::{
    log::file::{fault::Fault, run::Run, storage::DiskFile, stretch::Stretch},
    sync::RwLock,
};

/// Places in the same so many bytes share a guess at the run that holds them.
const GUESS_BYTES: u64 = 2 << 10;

/// Verified runs, as many as a budget of bytes lets; one that was not used for a while makes room.
#[derive(Debug)]
pub(super) struct Runs {
    bytes_max: usize,
    kept: RwLock<Kept>,
}

#[derive(Debug)]
struct Kept {
    /// By number, those of the runs that went left empty until they are taken again.
    slots: Vec<Option<Slot>>,
    /// The numbers by the places where the runs start.
    starts: BTreeMap<u64, u32>,
    /// For the places that share one, the number of the run that came last of those with some of them. It may be another by now.
    guesses: Box<[u32]>,
    free: Vec<u32>,
    bytes: usize,
    /// The slot that is looked at next where one has to go.
    hand: usize,
}

/// A run, with what tells whether it is the one without a look at it: that costs more than all else, for it is far from the processor.
#[derive(Debug)]
struct Slot {
    start: u64,
    end: u64,
    run: Arc<Run>,
    /// Whether it was asked for since the hand came by.
    used: AtomicBool,
}

impl Runs {
    /// Keeps so many bytes, none at all if it is 0.
    pub(super) fn new(bytes_max: usize) -> Self {
        let guesses = bytes_max.div_ceil(usize::try_from(GUESS_BYTES).unwrap_or(usize::MAX));
        let kept = Kept {
            slots: Vec::new(),
            starts: BTreeMap::new(),
            guesses: vec![0; guesses].into(),
            free: Vec::new(),
            bytes: 0,
            hand: 0,
        };
        Self { bytes_max, kept: RwLock::new(kept) }
    }

    /// Of the runs that hold `places` those that are kept.
    pub(super) fn held<const N: usize>(&self, places: [Option<u64>; N]) -> [Option<Arc<Run>>; N] {
        let kept = self.kept.read().unwrap_or_else(PoisonError::into_inner);
        // All are looked at, so that the processor fetches them side by side, and only then counted references to.
        let found = places.map(|place| {
            let slot = kept.find(place?)?;
            let (bytes, frame) = slot.run.peek(usize::try_from(place? - slot.start).ok()?);
            black_box((bytes.map(Option::<&u8>::copied), frame));
            Some(slot)
        });
        found.map(|slot| {
            let Slot { run, used, .. } = slot?;
            if !used.load(Ordering::Relaxed) {
                used.store(true, Ordering::Relaxed);
            }
            Some(Arc::clone(run))
        })
    }

    /// The run that stands at `stretch`, read with `open`, its segment's file. The last run of a log grows: what is kept of it is not read
    /// again.
    pub(super) fn load(
        &self,
        stretch: &Stretch,
        open: impl FnOnce() -> Result<Arc<dyn DiskFile>, Fault>,
    ) -> Result<Arc<Run>, Fault> {
        let [known] = self.held([Some(stretch.segment.start + stretch.start)]);
        let run = Arc::new(Run::load(open()?.as_ref(), stretch, known.as_deref())?);
        // One that is damaged is read anew each time: it may be the reading that fails.
        if run.is_sound() && run.memory_bytes() <= self.bytes_max {
            self.kept.write().unwrap_or_else(PoisonError::into_inner).keep(&run, self.bytes_max);
        }
        Ok(run)
    }
}

impl Kept {
    /// The run that holds `place`.
    fn find(&self, place: u64) -> Option<&Slot> {
        let guessed = self.guesses.get(self.guess(place)).and_then(|number| self.slot(*number));
        guessed.filter(|slot| slot.covers(place)).or_else(|| {
            let (_, number) = self.starts.range(..=place).next_back()?;
            self.slot(*number).filter(|slot| slot.covers(place))
        })
    }

    fn slot(&self, number: u32) -> Option<&Slot> {
        self.slots.get(number as usize)?.as_ref()
    }

    /// Where the guess at the run that holds `place` stands.
    fn guess(&self, place: u64) -> usize {
        let guesses = self.guesses.len().max(1) as u64;
        usize::try_from(place / GUESS_BYTES % guesses).unwrap_or(usize::MAX)
    }

    /// Keeps a run, in the place of one that starts there and of those that have to go.
    fn keep(&mut self, run: &Arc<Run>, bytes_max: usize) {
        let places = run.places();
        if let Some(number) = self.starts.get(&places.start) {
            self.remove(*number);
        }
        while self.bytes + run.memory_bytes() > bytes_max && !self.starts.is_empty() {
            self.hand = (self.hand + 1) % self.slots.len();
            if let Some(Slot { used, .. }) = &self.slots[self.hand]
                && !used.swap(false, Ordering::Relaxed)
                && let Ok(number) = u32::try_from(self.hand)
            {
                self.remove(number);
            }
        }
        let number = self.free.pop().or_else(|| u32::try_from(self.slots.len()).ok());
        let Some(number) = number else { return };
        if number as usize == self.slots.len() {
            self.slots.push(None);
        }
        let (start, end) = (places.start, places.end);
        self.slots[number as usize] = Some(Slot { start, end, run: Arc::clone(run), used: AtomicBool::new(false) });
        self.starts.insert(start, number);
        self.bytes += run.memory_bytes();
        for block in (start / GUESS_BYTES..=end.saturating_sub(1) / GUESS_BYTES).take(self.guesses.len()) {
            let guess = self.guess(block * GUESS_BYTES);
            self.guesses[guess] = number;
        }
    }

    fn remove(&mut self, number: u32) {
        if let Some(Slot { start, run, .. }) = self.slots[number as usize].take() {
            self.starts.remove(&start);
            self.free.push(number);
            self.bytes -= run.memory_bytes();
        }
    }
}

impl Slot {
    fn covers(&self, place: u64) -> bool {
        (self.start..self.end).contains(&place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        id::LogId,
        log::file::{
            frame::FRAME_HEADER_BYTES,
            segment::{Segment, SegmentHeader},
        },
        time::Timestamp,
    };

    const BODY_BYTES: usize = 1_000;
    const FRAME_BYTES: u64 = (FRAME_HEADER_BYTES + BODY_BYTES) as u64;

    #[test]
    fn the_budget_is_kept_and_what_is_asked_for_again_stays() {
        let header = SegmentHeader { log: LogId(1), first_position: 1, time: Timestamp::UNIX_EPOCH };
        let segment = Arc::new(Segment::new("/log".as_ref(), header, 5_000));
        // No frame stands at the front of a segment.
        let mut file = vec![0; FRAME_HEADER_BYTES + BODY_BYTES];
        for number in 1..=100 {
            let start = file.len();
            file.resize(start + FRAME_HEADER_BYTES, 0);
            // One section, at the segment's first position and time.
            file.extend([0, 0, 0, 1]);
            file.resize(start + FRAME_HEADER_BYTES + BODY_BYTES, 7);
            segment.sums.seal(&mut file[start..], 0, number * FRAME_BYTES).expect("a frame of a few bytes");
        }
        let path = tempfile::NamedTempFile::new().expect("a file").into_temp_path();
        std::fs::write(&path, &file).expect("written");
        let file: Arc<dyn DiskFile> = Arc::new(std::fs::File::open(&path).expect("opened"));
        let stretch = |number: u64| {
            let start = number * FRAME_BYTES;
            Stretch { segment: Arc::clone(&segment), start, end: start + FRAME_BYTES, position: 1 }
        };
        let place = |number: u64, at: u64| Some(5_000 + number * FRAME_BYTES + at);
        let runs = Runs::new(10_000);
        for number in 1..=100 {
            assert!(runs.held([place(number, 0)])[0].is_none());
            runs.load(&stretch(number), || Ok(Arc::clone(&file))).expect("read");
            let [first] = runs.held([place(1, FRAME_BYTES - 1)]);
            assert_eq!(first.map(|run| run.places().start), place(1, 0), "when {number} was read");
        }
        let held = (1..=100).filter(|number| runs.held([place(*number, 500)])[0].is_some()).count();
        assert!((6..=9).contains(&held), "{held} runs of some more than a thousand bytes each");
        assert!(Runs::new(0).held([place(1, 0)])[0].is_none());
    }
}
