//! What is kept of the index on the disk, so that a log opens without being read.

use std::{path::PathBuf, sync::Arc};

use crate::log::file::{
    fault::Fault,
    index::{Frozen, Index, Part, Relations, Roll, Unusable, encode, is_left_over, read_alone, remove, replace, stamp},
    segment::{Segment, is_unfinished},
    shared::Shared,
    storage::{Access, DiskFile, read_up_to},
};

/// A segment whose frames go on behind what a sidecar covers by this part of a segment or more gets another sidecar when the log is
/// closed. Fewer are read again when it is opened, which takes less than writing it.
const UNCOVERED_PART: u64 = 32;

impl Shared {
    /// Makes the sidecar of a segment that memory holds something of, and lets go of that. What cannot be written is made again when it
    /// is asked for.
    pub(super) fn seal(&self, frozen: &Arc<Frozen>) {
        let segment = &frozen.segment;
        let made = if self.is_sealed(frozen) {
            Ok(())
        } else {
            self.sidecar_of(frozen).and_then(|bytes| self.sidecars.put(segment, &bytes).map(drop))
        };
        if let Err(Unusable(reason)) = made {
            tracing::debug!(path = %segment.path.display(), reason, "the segment's part of the index could not be kept");
        }
        let mut index = self.index_mut();
        index.frozen.take_if(|held| Arc::ptr_eq(held, frozen));
        index.unrolled += frozen.recent.ordinals.len();
    }

    /// Writes the roll of all streams as they are at the end of `frozen`, if what to read instead has grown as large.
    pub(super) fn keep_roll(&self, frozen: &Frozen) {
        if self.index().unrolled >= frozen.entries.len() {
            self.write_roll(frozen);
        }
    }

    /// Whether somebody else has made the sidecar already: who writes the log does, for those who read it.
    fn is_sealed(&self, Frozen { segment, end, .. }: &Frozen) -> bool {
        let opened = || {
            let file = self.file(segment)?;
            let size = file.size()?;
            self.sidecars.open(segment, file.as_ref(), size)
        };
        !self.sidecars.is_writable() && opened().is_ok_and(|sidecar| sidecar.front.end >= *end)
    }

    fn sidecar_of(&self, frozen: &Frozen) -> Result<Vec<u8>, Unusable> {
        let segment = &frozen.segment;
        let file = self.file(segment)?;
        let stamp = stamp(file.as_ref(), frozen.recent.last_frame)?;
        if frozen.recent.covered == 0 {
            return encode(frozen, &Known { frozen, parts: Vec::new() }, stamp);
        }
        // Memory holds the end of it only. What the sidecar so far says of the segments before would be found again, but slowly.
        let size = file.size()?;
        let before = self.sidecars.open(segment, file.as_ref(), size).and_then(|sidecar| sidecar.parts());
        let mut parts = before.unwrap_or_default();
        parts.sort_unstable_by_key(|part| part.number);
        let whole = read_alone(segment, frozen.recent.segment, file, frozen.end.into())?;
        encode(&whole, &Known { frozen, parts }, stamp)
    }

    /// Makes the sidecar of the last segment, if it is worth it, and the roll of all streams. The log is going to be closed.
    pub(super) fn keep_index(&self, segment_bytes: u64) {
        let frozen = {
            let mut index = self.index_mut();
            let worth = index.uncovered() >= segment_bytes / UNCOVERED_PART;
            if worth { index.freeze() } else { None }
        };
        if let Some(frozen) = frozen {
            self.seal(&frozen);
            self.write_roll(&frozen);
        }
    }

    fn write_roll(&self, frozen: &Frozen) {
        let path = self.roll_path();
        let write = || {
            let stamp = stamp(self.file(&frozen.segment)?.as_ref(), frozen.recent.last_frame)?;
            let bytes = {
                let index = self.index();
                Roll::encode(frozen, &index.segments[..=frozen.recent.segment as usize], &index.kinds, stamp)
            };
            Ok(replace(self.disk.as_ref(), &path, &bytes)?)
        };
        match write() {
            Ok(()) => self.index_mut().unrolled = 0,
            Err(Unusable(reason)) => {
                tracing::debug!(path = %path.display(), reason, "the roll of streams could not be kept");
            }
        }
    }

    /// The index as the roll of streams tells it, with the segments that need not be looked at: those of the ones that start at `firsts`
    /// that are as they were then. A roll that does not fit is removed by a writer.
    pub(super) fn take_roll(&self, firsts: &[u64]) {
        let path = self.roll_path();
        let Ok(file) = self.disk.open(&path, Access::Read) else { return };
        match self.fitting(file.as_ref(), firsts) {
            Ok(index) => *self.index_mut() = index,
            Err(Unusable(reason)) => {
                tracing::debug!(path = %path.display(), reason, "the roll of streams does not fit, and is made anew");
                self.forget_roll();
            }
        }
    }

    /// Removes what was found wrong, so that it is not taken for right once the log has gone on.
    fn forget_roll(&self) {
        if self.sidecars.is_writable() {
            remove(self.disk.as_ref(), &self.roll_path());
        }
    }

    /// Removes what is kept beside segments that are not there, and what was not finished, among the `names` in the log's folder.
    pub(super) fn clear(&self, names: &[String], firsts: &[u64]) {
        for name in names.iter().filter(|name| is_left_over(name, firsts) || is_unfinished(name)) {
            remove(self.disk.as_ref(), &self.folder.join(name));
        }
    }

    fn fitting(&self, file: &dyn DiskFile, firsts: &[u64]) -> Result<Index, Unusable> {
        let mut bytes = vec![0; usize::try_from(file.size()?).unwrap_or(usize::MAX)];
        let filled = read_up_to(file, &mut bytes, 0)?;
        let Roll { mut index, stamp: expected } = Roll::decode(&bytes[..filled], self.log, &self.folder)?;
        let known = index.segments.iter().map(|segment| segment.header.first_position);
        if index.segments.is_empty() || !known.eq(firsts.iter().copied().take(index.segments.len())) {
            return Err(Unusable("it is of other segments".to_owned()));
        }
        let Some(last) = index.segments.pop() else { return Err(Unusable("it has no segment".to_owned())) };
        let segment = self.file(&last)?;
        let (size, end) = (segment.size()?, index.end - last.start);
        if size < end || stamp(segment.as_ref(), index.recent.last_frame)? != expected {
            return Err(Unusable("it is of another segment".to_owned()));
        }
        // The last segment may turn out to hold nothing, and then the one before is written to.
        if size == end && index.segments.len() + 2 < firsts.len() {
            index.segments.push(last);
            return Ok(index);
        }
        // Memory has to hold what its dictionary says.
        let sidecar = self.sidecars.open(&last, segment.as_ref(), size)?;
        if u64::from(sidecar.front.end) < end {
            return Err(Unusable("the last segment's sidecar is older".to_owned()));
        }
        let recorded_last = index.recorded_last;
        index.add_segment(last);
        index.recorded_last = recorded_last;
        index.add_sidecar(&sidecar)?;
        Ok(index)
    }

    fn roll_path(&self) -> PathBuf {
        self.folder.join(Roll::FILE)
    }

    /// Goes on to the next segment, the `file` of which is `size` bytes long, and takes in what its sidecar says of it, where it has one
    /// that fits.
    pub(super) fn next_segment(&self, segment: Segment, file: &dyn DiskFile, size: u64) {
        let frozen = self.index_mut().freeze();
        if let Some(frozen) = frozen {
            self.seal(&frozen);
        }
        let segment = Arc::new(segment);
        let sidecar = self.sidecars.open(&segment, file, size);
        let mut index = self.index_mut();
        index.add_segment(Arc::clone(&segment));
        let added = sidecar.and_then(|sidecar| index.add_sidecar(&sidecar));
        drop(index);
        if let Err(Unusable(reason)) = added {
            tracing::debug!(path = %segment.path.display(), reason, "the segment is read, for the index does not know it");
            self.sidecars.forget(&segment);
        }
    }
}

impl From<Fault> for Unusable {
    fn from(fault: Fault) -> Self {
        Self(crate::log::error::OpenError::from(fault).to_string())
    }
}

/// How a segment stands in the log as it was written.
struct Known<'a> {
    frozen: &'a Frozen,
    /// What a sidecar said before, in order of their numbers.
    parts: Vec<Part>,
}

impl Relations for Known<'_> {
    fn ordinal(&self, number: u32) -> Option<u32> {
        self.frozen.recent.ordinals.get(number as usize)
    }

    fn earlier(&self, number: u32) -> Option<u32> {
        self.parts.get(number as usize).filter(|part| part.number == number).map(|part| part.earlier)
    }
}
