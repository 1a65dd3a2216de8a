//! Reading beside a writer of another process.
//!
//! A reader takes in a frame once it knows it to be durable: the writer's [`Mark`] says so, or a batch behind proves
//! it ([`FrameHeader`](super::frame::FrameHeader)), or a segment behind does, or there is no writer that could take it back.

use std::{
    io::ErrorKind,
    sync::{Arc, Mutex, PoisonError},
    thread,
    time::Duration,
};

use futures_channel::oneshot;

use crate::log::{
    error::ReadError,
    file::{
        compressed::open_segment,
        fault::{AtPath, Fault},
        frame::FRAME_HEADER_BYTES,
        frames::{FrameFault, FrameReader},
        load::{add_frame, corrupt, damaged, is_unused, read_header},
        lock::is_held,
        mark::Mark,
        recovery::{Tail, judge},
        segment::{Segment, segment_path, segments_named},
        shared::Shared,
        storage::read_up_to,
    },
};

/// How long a reader that waits for more sleeps before it looks again.
const POLL: Duration = Duration::from_millis(5);

/// Keeps the index of a log up with what another process writes.
#[derive(Debug, Default)]
pub(super) struct Follower {
    /// One refresh at a time.
    refreshing: Mutex<()>,
}

/// How far a walk over a segment's frames came.
struct Walk {
    /// The offset behind the last frame that was taken in.
    taken: u64,
    /// The offset behind the last valid frame.
    valid: u64,
    /// The offset before which frames are proven durable by those behind.
    proven: u64,
    /// Why there is no frame at `valid`, unless it is the end of the file.
    fault: Option<&'static str>,
}

impl Follower {
    /// Takes in what was appended since.
    pub(super) fn refresh(&self, shared: &Shared) -> Result<(), Fault> {
        let _one_at_a_time = self.refreshing.lock().unwrap_or_else(PoisonError::into_inner);
        let head = shared.index().head;
        match take_in(shared) {
            // What was to be taken in next is gone: what is known of it without is taken in its place.
            Err(Fault::Archived { .. }) => take_in(shared)?,
            taken => taken?,
        }
        if shared.index().head > head {
            shared.changed.notify(usize::MAX);
        }
        Ok(())
    }

    /// Waits until the last position is past `position`: a thread looks again and again for as long as somebody waits.
    pub(super) async fn wait_past(self: &Arc<Self>, shared: &Arc<Shared>, position: u64) -> Result<u64, ReadError> {
        let (found, waiting) = oneshot::channel();
        let (follower, in_thread) = (Arc::clone(self), Arc::clone(shared));
        let look = move || {
            while !found.is_canceled() {
                let head = follower.head(&in_thread);
                if !matches!(head, Ok(head) if head <= position) {
                    drop(found.send(head));
                    return;
                }
                thread::sleep(POLL);
            }
        };
        match self.head(shared) {
            Ok(head) if head <= position => {}
            settled => return settled,
        }
        let spawned = thread::Builder::new().name("chronostack-follow".to_owned()).spawn(look);
        spawned.at(&shared.folder)?;
        waiting.await.unwrap_or(Err(ReadError::Closed))
    }

    fn head(&self, shared: &Shared) -> Result<u64, ReadError> {
        drop(shared.open_index()?);
        self.refresh(shared)?;
        Ok(shared.open_index()?.head)
    }
}

/// Takes in what is there; an error when some of what is behind the index was archived since.
fn take_in(shared: &Shared) -> Result<(), Fault> {
    let names = || shared.disk.list(&shared.folder).at(&shared.folder);
    if shared.index().segments.is_empty() || shared.check_position(shared.index().head + 1).is_err() {
        shared.begin(&names()?)?;
    }
    let mark = Mark::read(shared.disk.as_ref(), &shared.folder, shared.log);
    loop {
        let last = shared.index().segments.last().cloned();
        if let Some(segment) = last.filter(|last| shared.check_kept(last).is_ok())
            && !follow(shared, &segment, mark)?
        {
            return Ok(());
        }
        if !next_segment(shared)? {
            break;
        }
    }
    let next = shared.index().head + 1;
    if mark.is_some_and(|mark| mark.segment > next) {
        shared.join_base(&names()?)?;
        return shared.check_position(next);
    }
    Ok(())
}

/// Takes in what is durable of the last segment; answers whether that was all of it.
fn follow(shared: &Shared, segment: &Segment, mark: Option<Mark>) -> Result<bool, Fault> {
    let first_position = segment.header.first_position;
    let mut durable = match mark {
        Some(mark) if mark.segment == first_position => mark.offset,
        Some(mark) if mark.segment > first_position => u64::MAX,
        _ => 0,
    };
    // What its mark covers was taken in: behind it stand the zeros that a writer writes ahead, as a rule. They tell no more than that.
    let taken = shared.index().end - segment.start;
    let marked = mark.is_some_and(|mark| mark.segment == first_position && mark.offset <= taken);
    if marked && is_zero(shared, segment, taken)? {
        return Ok(true);
    }
    loop {
        let size = shared.file(segment)?.size().at(&segment.path)?;
        let walk = walk(shared, segment, durable, size)?;
        if walk.taken < walk.valid {
            if walk.proven > walk.taken {
                durable = walk.proven;
            } else if later_segment(shared, first_position)? || !is_held(shared.disk.as_ref(), &shared.folder) {
                durable = u64::MAX;
            } else {
                return Ok(false);
            }
            continue;
        }
        let Some(reason) = walk.fault else { return Ok(true) };
        return judge_end(shared, segment, walk.valid, size, reason);
    }
}

/// Whether zeros stand where a frame's header would.
fn is_zero(shared: &Shared, segment: &Segment, offset: u64) -> Result<bool, Fault> {
    let mut header = [0; FRAME_HEADER_BYTES];
    read_up_to(shared.file(segment)?.as_ref(), &mut header, offset).at(&segment.path)?;
    Ok(header == [0; FRAME_HEADER_BYTES])
}

/// Walks over the frames that were not taken in yet, and takes in those that are durable up to `durable`.
fn walk(shared: &Shared, segment: &Segment, durable: u64, size: u64) -> Result<Walk, Fault> {
    let taken = shared.index().end - segment.start;
    let mut walk = Walk { taken, valid: taken, proven: 0, fault: None };
    let mut frames = FrameReader::new(shared.file(segment)?, segment.sums.clone(), taken, size);
    loop {
        match frames.next() {
            Ok(None) => return Ok(walk),
            Ok(Some(frame)) => {
                if frame.end <= durable {
                    add_frame(&mut shared.index_mut(), segment, &frame)?;
                    walk.taken = frame.end;
                }
                walk.valid = frame.end;
                walk.proven = frame.batch_offset;
            }
            Err(FrameFault::Io(source)) => return Err(Fault::Io { path: segment.path.clone(), source }),
            Err(FrameFault::Bad { reason, .. }) => {
                walk.fault = Some(reason);
                return Ok(walk);
            }
        }
    }
}

/// What no frame at `offset` means: damage is an error, a write that is under way or was cut short is the end for now.
fn judge_end(shared: &Shared, segment: &Segment, offset: u64, size: u64, reason: &str) -> Result<bool, Fault> {
    let file = shared.file(segment)?;
    let tail = judge(file.as_ref(), &segment.sums, offset, size).at(&segment.path)?;
    let is_damage = match tail {
        Tail::Zeros => return Ok(true),
        Tail::Torn => later_segment(shared, segment.header.first_position)? || is_sealed(shared, segment)?,
        Tail::Damaged { .. } => true,
    };
    if is_damage {
        // The frame may have been completed, and others written behind it, since it was looked at.
        let size = file.size().at(&segment.path)?;
        let mut again = FrameReader::new(file, segment.sums.clone(), offset, size);
        if let Err(FrameFault::Bad { reason, .. }) = again.next() {
            return Err(damaged(segment, offset, &shared.index(), reason, tail));
        }
    }
    tracing::debug!(path = %segment.path.display(), offset, reason, "the log ends here for now");
    Ok(false)
}

fn later_segment(shared: &Shared, first_position: u64) -> Result<bool, Fault> {
    let names = shared.disk.list(&shared.folder).at(&shared.folder)?;
    Ok(segments_named(&names).last().is_some_and(|last| *last > first_position))
}

/// Whether the segment was compressed, which is done once another follows it.
fn is_sealed(shared: &Shared, segment: &Segment) -> Result<bool, Fault> {
    let first_position = segment.header.first_position;
    Ok(open_segment(shared.disk.as_ref(), &segment.path, shared.log, first_position)?.compressed)
}

/// Goes on to the segment behind the last one, if it is there.
fn next_segment(shared: &Shared) -> Result<bool, Fault> {
    let (head, start) = {
        let index = shared.index();
        if index.segments.last().is_some_and(|last| last.header.first_position > index.head) {
            return Ok(false);
        }
        (index.head, index.end)
    };
    let path = segment_path(&shared.folder, head + 1);
    let file = match open_segment(shared.disk.as_ref(), &path, shared.log, head + 1) {
        Err(Fault::Io { source, .. }) if source.kind() == ErrorKind::NotFound => return Ok(false),
        opened => opened?.file,
    };
    let size = file.size().at(&path)?;
    match read_header(file.as_ref(), &path, shared.log, head + 1, head)? {
        Ok(header) => {
            shared.next_segment(Segment::new(&shared.folder, header, start), file.as_ref(), size);
            Ok(true)
        }
        // It is being made.
        Err(_) if is_unused(file.as_ref(), size).at(&path)? => Ok(false),
        Err(reason) => Err(corrupt(path, 0, &shared.index(), reason)),
    }
}
