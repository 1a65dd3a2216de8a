//! Making the index from the segments.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use crate::{
    id::LogId,
    log::file::{
        base::Segments,
        body::Body,
        compressed::{Opened, is_compressed, open_segment},
        fault::{AtPath, Fault},
        frames::{Frame, FrameFault, FrameReader},
        index::Index,
        recovery::{Recovery, Tail, judge},
        segment::{HeaderFault, SEGMENT_HEADER_BYTES, Segment, SegmentHeader, segment_path},
        shared::Shared,
        storage::{Access, DiskFile, read_up_to, write_all},
        wire::Malformed,
    },
};

/// Bytes that are looked through at once.
const SCAN_PIECE_BYTES: usize = 1 << 20;

/// What was found at the end of a log.
#[derive(Debug, Default)]
pub(super) struct Loaded {
    /// Where the last batch starts in the last segment; `None` when all of that is known to be durable.
    last_batch: Option<u64>,
    /// What must be cut off before the log can be written to.
    pub(super) recovery: Option<Recovery>,
}

/// Takes the log into the index, and changes nothing but what is kept of the index. Only those frames are read that this does not cover.
pub(super) fn load(shared: &Shared) -> Result<Loaded, Fault> {
    let mut loaded = Loaded::default();
    let names = shared.disk.list(&shared.folder).at(&shared.folder)?;
    let Segments { firsts, archived } = shared.begin(&names)?;
    shared.clear(&names, firsts.get(archived..).unwrap_or_default());
    let known = shared.index().segments.len();
    for (number, first_position) in firsts.iter().enumerate().skip(known.saturating_sub(1).max(archived)) {
        let path = segment_path(&shared.folder, *first_position);
        let Opened { file, compressed } = open_segment(shared.disk.as_ref(), &path, shared.log, *first_position)?;
        // One that was compressed is complete, even where the one behind it is lost.
        let is_last = number + 1 == firsts.len() && !compressed;
        let size = file.size().at(&path)?;
        if number >= known {
            let (head, start) = {
                let index = shared.index();
                (index.head, index.end)
            };
            let header = match read_header(file.as_ref(), &path, shared.log, *first_position, head)? {
                Ok(header) => header,
                Err(reason) if is_last && is_unused(file.as_ref(), size).at(&path)? => {
                    // Whoever looked for what is kept of the index has it open, and another file will have its name.
                    shared.forget_file(*first_position);
                    loaded.recovery = Some(Recovery { path, offset: 0, bytes_cut: size, reason: reason.to_owned() });
                    break;
                }
                Err(reason) => return Err(corrupt(path, 0, &shared.index(), reason)),
            };
            shared.next_segment(Segment::new(&shared.folder, header, start), file.as_ref(), size);
        }
        loaded.scan(shared, &file, size, is_last)?;
    }
    if archived > 0 && shared.index().segments.len() <= archived {
        let path = segment_path(&shared.folder, shared.index().head + 1);
        return Err(corrupt(path, 0, &shared.index(), "the segment behind the archived ones is not whole"));
    }
    Ok(loaded)
}

impl Loaded {
    fn scan(&mut self, shared: &Shared, file: &Arc<dyn DiskFile>, size: u64, is_last: bool) -> Result<(), Fault> {
        let mut index = shared.index_mut();
        let Some(segment) = index.segments.last().cloned() else { return Ok(()) };
        let start = index.end - segment.start;
        // A segment that holds nothing may have been made by a process that ended before its sync.
        self.last_batch = (start == SEGMENT_HEADER_BYTES as u64).then_some(start);
        let mut frames = FrameReader::new(Arc::clone(file), segment.sums.clone(), start, size);
        loop {
            match frames.next() {
                Ok(None) => return Ok(()),
                Ok(Some(frame)) => {
                    self.last_batch = Some(frame.batch_offset);
                    add_frame(&mut index, &segment, &frame)?;
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
                        tail => Err(damaged(&segment, offset, &index, reason, tail)),
                    };
                }
            }
        }
    }

    /// Makes the end of the log as it was loaded fit to be written to, and durable.
    pub(super) fn settle(&self, shared: &Shared) -> Result<(), Fault> {
        let (disk, folder) = (shared.disk.as_ref(), &shared.folder);
        if let Some(recovery) = &self.recovery {
            tracing::warn!(
                path = %recovery.path.display(), offset = recovery.offset, bytes_cut = recovery.bytes_cut,
                reason = recovery.reason, "cut off what a write that was cut short left at the end of the log"
            );
            if recovery.offset == 0 {
                disk.remove(&recovery.path).at(&recovery.path)?;
            }
        }
        let index = shared.index();
        let size = |segment: &Segment| shared.file(segment).and_then(|file| file.size().at(&segment.path));
        if let (Some(segment), None, None) = (index.segments.last(), &self.recovery, self.last_batch)
            && size(segment)? == index.end - segment.start
        {
            // All of it is as a writer left it that closed the log well.
            return Ok(());
        }
        if let Some(segment) = index.segments.last() {
            let file = disk.open(&segment.path, Access::Write).at(&segment.path)?;
            if !is_compressed(file.as_ref()).at(&segment.path)? {
                self.settle_segment(file.as_ref(), index.end - segment.start).at(&segment.path)?;
            }
        }
        disk.sync_folder(folder).at(folder)
    }

    fn settle_segment(&self, file: &dyn DiskFile, end: u64) -> std::io::Result<()> {
        let is_cut = file.size()? > end;
        if is_cut {
            file.set_size(end)?;
        }
        let Some(last_batch) = self.last_batch else { return if is_cut { file.sync_all() } else { Ok(()) } };
        // The process before may have ended between a write and its sync, or after a sync that failed. Systems take what
        // a failed sync left in memory for clean, so that a sync alone would not write it: it is written again.
        // So may the header have been, as long as no more than one batch stands behind it.
        let from = if last_batch == SEGMENT_HEADER_BYTES as u64 { 0 } else { last_batch };
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
        index.add_commit(body, frame.end - frame.offset)
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
