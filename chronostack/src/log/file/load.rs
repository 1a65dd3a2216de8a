//! Making the index from the segments.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    id::LogId,
    log::file::{
        body::Body,
        fault::{AtPath, Fault},
        frames::{Frame, FrameFault, FrameReader},
        index::Index,
        recovery::{Recovery, Tail, judge},
        segment::{HeaderFault, SEGMENT_HEADER_BYTES, Segment, SegmentHeader, segment_path, segments_named},
        storage::{Access, Disk, DiskFile, read_up_to, write_all},
        wire::Malformed,
    },
};

/// Bytes that are looked through at once.
const SCAN_PIECE_BYTES: usize = 1 << 20;

/// A log as its segments tell it.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    pub(super) index: Index,
    /// Where the last batch starts in the last segment.
    last_batch: u64,
    /// What must be cut off before the log can be written to.
    pub(super) recovery: Option<Recovery>,
}

/// Reads every segment of the log in `folder`, and changes nothing.
pub(super) fn load(disk: &dyn Disk, folder: &Path, log: LogId) -> Result<Loaded, Fault> {
    let mut loaded = Loaded::default();
    let firsts = segments_named(&disk.list(folder).at(folder)?);
    for (number, first_position) in firsts.iter().enumerate() {
        let is_last = number + 1 == firsts.len();
        let path = segment_path(folder, *first_position);
        let file = disk.open(&path, Access::Read).at(&path)?;
        let size = file.size().at(&path)?;
        let header = match read_header(file.as_ref(), &path, log, *first_position, loaded.index.head)? {
            Ok(header) => header,
            Err(reason) if is_last && is_unused(file.as_ref(), size).at(&path)? => {
                loaded.recovery = Some(Recovery { path, offset: 0, bytes_cut: size, reason: reason.to_owned() });
                break;
            }
            Err(reason) => return Err(corrupt(path, 0, &loaded.index, reason)),
        };
        let segment = Arc::new(Segment::new(folder, header, loaded.index.end));
        loaded.last_batch = SEGMENT_HEADER_BYTES as u64;
        loaded.index.add_segment(Arc::clone(&segment), loaded.last_batch);
        loaded.scan(&segment, &file, size, is_last)?;
    }
    Ok(loaded)
}

impl Loaded {
    fn scan(&mut self, segment: &Segment, file: &Arc<dyn DiskFile>, size: u64, is_last: bool) -> Result<(), Fault> {
        let start = SEGMENT_HEADER_BYTES as u64;
        let mut frames = FrameReader::new(Arc::clone(file), segment.sums.clone(), start, size);
        loop {
            match frames.next() {
                Ok(None) => return Ok(()),
                Ok(Some(frame)) => {
                    self.last_batch = frame.batch_offset;
                    add_frame(&mut self.index, segment, &frame)?;
                }
                Err(FrameFault::Io(source)) => return Err(Fault::Io { path: segment.path.clone(), source }),
                Err(FrameFault::Bad { offset, reason }) => {
                    return match judge(file.as_ref(), &segment.sums, offset, size).at(&segment.path)? {
                        Tail::Zeros => Ok(()),
                        Tail::Torn if is_last => {
                            let (path, reason) = (segment.path.clone(), reason.to_owned());
                            self.recovery = Some(Recovery { path, offset, bytes_cut: size - offset, reason });
                            Ok(())
                        }
                        tail => Err(damaged(segment, offset, &self.index, reason, tail)),
                    };
                }
            }
        }
    }

    /// Makes the end of the log as it was loaded fit to be written to, and durable.
    pub(super) fn settle(&self, disk: &dyn Disk, folder: &Path) -> Result<(), Fault> {
        if let Some(recovery) = &self.recovery {
            tracing::warn!(
                path = %recovery.path.display(), offset = recovery.offset, bytes_cut = recovery.bytes_cut,
                reason = recovery.reason, "cut off what a write that was cut short left at the end of the log"
            );
            if recovery.offset == 0 {
                disk.remove(&recovery.path).at(&recovery.path)?;
            }
        }
        if let Some(segment) = self.index.segments.last() {
            let file = disk.open(&segment.path, Access::Write).at(&segment.path)?;
            self.settle_segment(file.as_ref(), self.index.end - segment.start).at(&segment.path)?;
        }
        disk.sync_folder(folder).at(folder)
    }

    fn settle_segment(&self, file: &dyn DiskFile, end: u64) -> std::io::Result<()> {
        if file.size()? > end {
            file.set_size(end)?;
        }
        // The process before may have ended between a write and its sync, or after a sync that failed. Systems take what
        // a failed sync left in memory for clean, so that a sync alone would not write it: it is written again.
        // So may the header have been, as long as no more than one batch stands behind it.
        let from = if self.last_batch == SEGMENT_HEADER_BYTES as u64 { 0 } else { self.last_batch };
        let mut rewritten = vec![0; usize::try_from(end - from).unwrap_or(0)];
        let filled = read_up_to(file, &mut rewritten, from)?;
        write_all(file, &rewritten[..filled], from)?;
        file.sync_all()
    }
}

/// Takes a frame into the index.
pub(super) fn add_frame(index: &mut Index, segment: &Segment, frame: &Frame<'_>) -> Result<(), Fault> {
    let mut add = || {
        let body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
        for entry in body.entries()? {
            index.add_entry(&segment.dictionary, entry)?;
        }
        index.add_commit(&segment.dictionary, body, frame.end - frame.offset)
    };
    add().map_err(|Malformed(reason)| {
        corrupt(segment.path.clone(), frame.offset, index, &format!("the frame's checksums hold, and {reason}"))
    })
}

/// The header of the segment in `file`, or what is wrong with it; it must be the one that follows `head`.
pub(super) fn read_header(
    file: &dyn DiskFile,
    path: &Path,
    log: LogId,
    first_position: u64,
    head: u64,
) -> Result<Result<SegmentHeader, &'static str>, Fault> {
    let mut bytes = [0; SEGMENT_HEADER_BYTES];
    let filled = read_up_to(file, &mut bytes, 0).at(path)?;
    let header = match SegmentHeader::decode(&bytes[..filled]) {
        Ok(header) => header,
        Err(HeaderFault::Bad(reason)) => return Ok(Err(reason)),
        Err(HeaderFault::Format(found)) => return Err(Fault::Format { path: path.to_owned(), found }),
    };
    let misplaced = |reason| Fault::Corrupt { path: path.to_owned(), offset: 0, position: head + 1, reason };
    if header.log != log {
        return Err(misplaced(format!("the segment is of the log {}, and this one is {log}", header.log)));
    }
    if header.first_position != first_position {
        return Err(misplaced(format!("the segment starts at position {}, unlike its name", header.first_position)));
    }
    if first_position != head + 1 {
        return Err(misplaced(format!(
            "the segment starts at position {first_position}, and those before end at {head}"
        )));
    }
    Ok(Ok(header))
}

/// Whether a segment whose header is bad never held a frame.
pub(super) fn is_unused(file: &dyn DiskFile, size: u64) -> std::io::Result<bool> {
    let start = SEGMENT_HEADER_BYTES as u64;
    if size <= start {
        return Ok(true);
    }
    let mut bytes = vec![0; SCAN_PIECE_BYTES];
    let mut offset = start;
    loop {
        let filled = read_up_to(file, &mut bytes, offset)?;
        if bytes[..filled].iter().any(|byte| *byte != 0) {
            return Ok(false);
        }
        if filled < bytes.len() {
            return Ok(true);
        }
        offset += filled as u64;
    }
}

/// That the frame at `offset` is damaged, and how that is known.
pub(super) fn damaged(segment: &Segment, offset: u64, index: &Index, reason: &str, tail: Tail) -> Fault {
    let reason = match tail {
        Tail::Damaged { proof } => format!("{reason}; the frame at byte {proof} proves that it had been whole"),
        _ => format!("{reason}; the segment behind proves that it had been whole"),
    };
    corrupt(segment.path.clone(), offset, index, &reason)
}

pub(super) fn corrupt(path: PathBuf, offset: u64, index: &Index, reason: &str) -> Fault {
    Fault::Corrupt { path, offset, position: index.head + 1, reason: reason.to_owned() }
}
