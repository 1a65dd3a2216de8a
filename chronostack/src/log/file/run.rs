//! Runs: some frames that stand together, read at once, and verified once.

use std::{ops::Range, sync::Arc};

use crate::log::{
    error::ReadError,
    file::{
        body::{Body, Front, Section},
        events::Events,
        fault::{AtPath, Fault},
        frame::FRAME_HEADER_BYTES,
        recovery::next_header,
        segment::Segment,
        storage::{DiskFile, read_up_to},
        stretch::Stretch,
        wire::Malformed,
    },
};

/// The end of a short section stands about so far behind its start.
const PEEK_BYTES: usize = 40;

/// The frames of a [`Stretch`], in memory. The checksums of those that can be asked for held.
#[derive(Debug)]
pub(super) struct Run {
    segment: Arc<Segment>,
    /// The offset in the segment at which `bytes` start.
    start: u64,
    bytes: Vec<u8>,
    frames: Vec<Held>,
    lost: Vec<Lost>,
}

/// A frame whose checksums hold. Its bytes are those of the run between the two.
#[derive(Clone, Debug)]
struct Held {
    start: usize,
    end: usize,
    front: Front,
}

/// Where a frame should stand, and none does.
#[derive(Debug)]
struct Lost {
    start: usize,
    /// The position of its first event.
    position: u64,
    reason: String,
}

impl Run {
    /// Reads the frames of `stretch` and verifies them, but for those that `known`, a run that starts there, has already.
    pub(super) fn load(file: &dyn DiskFile, stretch: &Stretch, known: Option<&Self>) -> Result<Self, Fault> {
        let Stretch { segment, start, end, .. } = stretch;
        let (known_bytes, frames) = known.map_or((&[][..], Vec::new()), |run| (&run.bytes, run.frames.clone()));
        let mut bytes = known_bytes.to_vec();
        bytes.resize(usize::try_from(end - start).unwrap_or(usize::MAX), 0);
        let known = known_bytes.len();
        let filled = read_up_to(file, &mut bytes[known..], start + known as u64).at(&segment.path)?;
        bytes.truncate(known + filled);
        let mut run = Self { segment: Arc::clone(segment), start: *start, bytes, frames, lost: Vec::new() };
        run.verify(known, file, stretch)?;
        Ok(run)
    }

    /// Finds the frames from `start` on. Those behind one that is damaged are found by their headers.
    fn verify(&mut self, mut start: usize, file: &dyn DiskFile, stretch: &Stretch) -> Result<(), Fault> {
        while self.start + (start as u64) < stretch.end {
            match self.frame(start) {
                Ok(frame) => {
                    start = frame.end;
                    self.frames.push(frame);
                }
                Err(reason) => {
                    let position = self.frames.last().map_or(Ok(stretch.position), |last| self.position_behind(last));
                    let position = position.unwrap_or(stretch.position);
                    self.lost.push(Lost { start, position, reason });
                    let offset = self.start + start as u64;
                    let next = next_header(file, &self.segment.sums, offset + 1, stretch.end).at(&self.segment.path)?;
                    let Some(next) = next else { break };
                    start += usize::try_from(next - offset).unwrap_or(usize::MAX);
                }
            }
        }
        Ok(())
    }

    /// The frame that starts there, or why there is none.
    fn frame(&self, start: usize) -> Result<Held, String> {
        let offset = self.start + start as u64;
        let Segment { sums, header: segment, .. } = self.segment.as_ref();
        let (header, body) =
            self.bytes[start..].split_first_chunk::<FRAME_HEADER_BYTES>().ok_or("the frame's header is incomplete")?;
        let header = sums.header(*header, offset).ok_or("the checksum of the frame's header fails")?;
        let body = body.get(..header.body_bytes).ok_or("the frame is incomplete")?;
        if !sums.body_fits(&header, offset, body) {
            return Err("the frame's checksum fails".to_owned());
        }
        let body = Body::parse(body, segment.first_position, segment.time).map_err(undecodable)?;
        Ok(Held { start, end: start + FRAME_HEADER_BYTES + header.body_bytes, front: body.front() })
    }

    fn position_behind(&self, frame: &Held) -> Result<u64, Malformed> {
        let segment = &self.segment.header;
        let body = &self.bytes[frame.start + FRAME_HEADER_BYTES..frame.end];
        let mut body = Body::parse(body, segment.first_position, segment.time)?;
        while body.section()?.is_some() {
            while body.event()?.is_some() {}
        }
        Ok(body.position())
    }

    pub(super) fn segment(&self) -> &Segment {
        &self.segment
    }

    /// Whether all frames that were looked for are there.
    pub(super) fn is_sound(&self) -> bool {
        self.lost.is_empty()
    }

    /// The places of its bytes, as far as it goes.
    pub(super) fn places(&self) -> Range<u64> {
        let start = self.segment.start + self.start;
        start..start + self.bytes.len() as u64
    }

    /// What is read first of the section that stands so many bytes behind the run's start. Most sections take two of the pieces that
    /// memory is fetched in.
    #[inline]
    pub(super) fn peek(&self, at: usize) -> ([Option<&u8>; 2], Option<usize>) {
        ([at, at.saturating_add(PEEK_BYTES)].map(|at| self.bytes.get(at)), self.frames.first().map(|frame| frame.end))
    }

    /// What it takes up.
    pub(super) fn memory_bytes(&self) -> usize {
        size_of::<Self>() + self.bytes.len() + self.frames.len() * size_of::<Held>()
    }

    /// The section at `place`, and its events.
    #[allow(clippy::inline_always, reason = "as where it is read")]
    #[inline(always)]
    pub(super) fn section(&self, place: u64) -> Result<(Section<'_>, Events<'_>), ReadError> {
        let offset = place.saturating_sub(self.segment.start);
        let at = usize::try_from(offset.saturating_sub(self.start)).unwrap_or(usize::MAX);
        let behind = self.frames.partition_point(|frame| frame.start <= at);
        if let Some(frame) = self.frames[..behind].last().filter(|frame| at < frame.end) {
            return Body::section_alone(frame.front, &self.bytes[at..frame.end])
                .map_err(|malformed| self.misread(place, malformed));
        }
        let behind = self.lost.partition_point(|lost| lost.start <= at);
        let (offset, position, reason) = match self.lost[..behind].last() {
            Some(lost) => (self.start + lost.start as u64, lost.position, lost.reason.as_str()),
            None => (offset, 0, "no frame stands there"),
        };
        let path = self.segment.path.clone();
        Err(ReadError::Corrupt { path, offset, position, reason: reason.to_owned() })
    }

    /// That what stands at `place` was written wrongly.
    pub(super) fn misread(&self, place: u64, malformed: Malformed) -> ReadError {
        let at = usize::try_from((place - self.segment.start).saturating_sub(self.start)).unwrap_or(usize::MAX);
        let behind = self.frames.partition_point(|frame| frame.start <= at);
        let (start, position) =
            self.frames[..behind].last().map_or((0, 0), |frame| (frame.start, frame.front.position));
        let (path, offset) = (self.segment.path.clone(), self.start + start as u64);
        ReadError::Corrupt { path, offset, position, reason: undecodable(malformed) }
    }
}

fn undecodable(Malformed(reason): Malformed) -> String {
    format!("the frame's checksums hold, and {reason}")
}
