//! Checking every byte of a log, whether or not it can be opened.

use std::{collections::HashMap, ops::ControlFlow, path::Path, sync::Arc};

use crate::{
    id::{LogId, StreamName},
    log::{
        error::OpenError,
        file::{
            base::{Base, Segments},
            body::Body,
            compressed::{Opened, open_segment},
            decode::{Meanings, visit_section},
            dictionary::Dictionary,
            entry::Entry,
            fault::{AtPath, Fault},
            frames::{Frame, FrameFault, FrameReader},
            index::Index,
            load::is_unused,
            recovery::{Recovery, Tail, judge, next_header},
            report::{Problem, VerifyReport},
            segment::{HeaderFault, SEGMENT_HEADER_BYTES, Segment, SegmentHeader, segment_path, segments_named},
            storage::{Disk, DiskFile, read_up_to},
            wire::Malformed,
        },
        kinds::Kinds,
        record_ref::{RecordRef, StreamNames, Visit},
    },
    schema::check,
    time::{LogicalTime, Timestamp},
};

/// How often frames are looked for behind damage in one segment: each time may read all that is left of it.
const RESUMED_MAX: usize = 256;

/// [`verify`](super::options::verify) of a log that is known, up to where it is durable: an offset in the segment of that first position. The records of
/// frames in which nothing is wrong are shown to `show`, until that has seen enough.
///
/// Where segments were archived meanwhile, and nothing was shown, it is verified again.
pub(super) fn verify_folder(
    disk: &dyn Disk,
    folder: &Path,
    log: LogId,
    until: Option<(u64, u64)>,
    show: Option<&mut Visit<'_>>,
) -> Result<VerifyReport, OpenError> {
    let list = || Ok::<_, Fault>(segments_named(&disk.list(folder).at(folder)?));
    let mut present = list()?;
    if show.is_some() {
        return verify_segments(disk, folder, log, until, &present, show);
    }
    loop {
        let report = verify_segments(disk, folder, log, until, &present, None);
        let now = list()?;
        // An archive ends when all but one segment are gone, so this does too.
        if report.as_ref().is_ok_and(VerifyReport::is_sound) || present.first() == now.first() {
            return report;
        }
        present = now;
    }
}

/// Verifies the segments that start at `present`.
fn verify_segments(
    disk: &dyn Disk,
    folder: &Path,
    log: LogId,
    until: Option<(u64, u64)>,
    present: &[u64],
    show: Option<&mut Visit<'_>>,
) -> Result<VerifyReport, OpenError> {
    let mut verifier = Verifier {
        log,
        show,
        report: VerifyReport::default(),
        versions: HashMap::new(),
        position: Some(1),
        recorded_last: None,
        logical_last: None,
        kinds: Kinds::default(),
        complete: true,
    };
    let base = match Base::read(disk, folder, log) {
        Err(Fault::Corrupt { path, offset, reason, .. }) => {
            verifier.problem(&path, offset, reason);
            // What stands in the segments is looked at all the same.
            verifier.position = present.first().copied().filter(|first| *first == 1);
            None
        }
        base => base?,
    };
    let Segments { mut firsts, archived } = Base::join(base.as_ref(), present, folder)?;
    firsts.drain(..archived);
    if let (Some(base), Some(first_kept)) = (base.filter(|_| archived > 0), firsts.first()) {
        verifier.begin(&base.index(log, folder)?, *first_kept);
    }
    if let Some(until) = until {
        firsts.retain(|first| *first <= until.0);
    }
    for (number, first_position) in firsts.iter().enumerate() {
        let path = segment_path(folder, *first_position);
        let Opened { file, compressed } = match open_segment(disk, &path, log, *first_position) {
            Ok(opened) => opened,
            Err(Fault::Corrupt { path, offset, reason, .. }) => {
                verifier.report.segments += 1;
                verifier.problem(&path, offset, reason);
                verifier.position = None;
                continue;
            }
            Err(fault) => return Err(fault.into()),
        };
        let mut size = file.size().at(&path)?;
        if let Some((last, end)) = until
            && last == *first_position
        {
            size = size.min(end);
        }
        let is_last = number + 1 == firsts.len() && !compressed;
        verifier.segment(folder, *first_position, &file, size, is_last)?;
    }
    verifier.report.streams = verifier.versions.len() as u64;
    Ok(verifier.report)
}

struct Verifier<'v, 's> {
    log: LogId,
    show: Option<&'v mut Visit<'s>>,
    report: VerifyReport,
    versions: HashMap<String, u64>,
    /// The position that comes next; `None` behind damage.
    position: Option<u64>,
    recorded_last: Option<Timestamp>,
    logical_last: Option<LogicalTime>,
    kinds: Kinds,
    /// Nothing was lost so far, so that versions have no gaps.
    complete: bool,
}

/// What a segment's frames name by number.
#[derive(Debug, Default)]
struct Named {
    dictionary: Dictionary,
    streams: Vec<StreamName>,
}

impl StreamNames for Named {
    fn stream_name(&self, number: u32) -> &str {
        self.streams.get(number as usize).map_or("", StreamName::as_str)
    }
}

impl Verifier<'_, '_> {
    /// Begins at `first_kept`, for what stands before is archived: `base` tells what that was.
    fn begin(&mut self, base: &Index, first_kept: u64) {
        self.position = Some(first_kept);
        self.kinds = base.kinds.clone();
        // Where some of what it tells of is there again, it says nothing of how things were before.
        self.complete = first_kept == base.head + 1;
        if self.complete {
            self.recorded_last = base.recorded_last;
            let streams = (0..).map_while(|ordinal| base.streams.summary(ordinal));
            self.versions = streams.map(|summary| (summary.stream.to_string(), summary.version)).collect();
        }
    }

    fn segment(
        &mut self,
        folder: &Path,
        first_position: u64,
        file: &Arc<dyn DiskFile>,
        size: u64,
        is_last: bool,
    ) -> Result<(), Fault> {
        let path = segment_path(folder, first_position);
        self.report.segments += 1;
        self.report.bytes += size;
        let mut bytes = [0; SEGMENT_HEADER_BYTES];
        let filled = read_up_to(file.as_ref(), &mut bytes, 0).at(&path)?;
        let header = match SegmentHeader::decode(&bytes[..filled]) {
            Ok(header) if header.log == self.log && header.first_position == first_position => Ok(header),
            Ok(_) => Err("the segment is of another log or another place".to_owned()),
            Err(HeaderFault::Format(found)) => return Err(Fault::Format { path, found }),
            Err(HeaderFault::Bad(reason)) if is_last && is_unused(file.as_ref(), size).at(&path)? => {
                let reason = reason.to_owned();
                self.report.tail = Some(Recovery { path, offset: 0, bytes_cut: size, reason });
                return Ok(());
            }
            Err(HeaderFault::Bad(reason)) => Err(reason.to_owned()),
        };
        if let Err(reason) = &header {
            self.problem(&path, 0, reason.clone());
        }
        if self.position.is_some_and(|position| position != first_position) {
            self.problem(&path, 0, format!("the segment starts at position {first_position}"));
        }
        // The checksums need no more of the header than the file's name tells, the events do.
        let readable = header.is_ok();
        self.position = readable.then_some(first_position);
        let assumed = SegmentHeader { log: self.log, first_position, time: Timestamp::UNIX_EPOCH };
        let segment = Segment::new(folder, header.unwrap_or(assumed), 0);
        self.frames(&segment, file, size, is_last, readable)
    }

    fn frames(
        &mut self,
        segment: &Segment,
        file: &Arc<dyn DiskFile>,
        size: u64,
        is_last: bool,
        mut readable: bool,
    ) -> Result<(), Fault> {
        let (path, sums) = (&segment.path, &segment.sums);
        let start = SEGMENT_HEADER_BYTES as u64;
        let mut resumed = 0;
        let mut named = Named::default();
        let mut frames = FrameReader::new(Arc::clone(file), sums.clone(), start, size);
        loop {
            let (offset, reason) = match frames.next() {
                Ok(None) => return Ok(()),
                Err(FrameFault::Io(source)) => return Err(Fault::Io { path: path.clone(), source }),
                Ok(Some(frame)) => {
                    self.report.frames += 1;
                    // Behind damage the dictionary may lack what the frames refer to.
                    let checked = if readable { self.frame(segment, &mut named, &frame) } else { Ok(()) };
                    let Err(Malformed(reason)) = checked else { continue };
                    self.problem(path, frame.offset, format!("the frame's checksums hold, and {reason}"));
                    readable = false;
                    continue;
                }
                Err(FrameFault::Bad { offset, reason }) => (offset, reason.to_owned()),
            };
            match judge(file.as_ref(), sums, offset, size).at(path)? {
                Tail::Zeros => return Ok(()),
                Tail::Torn if is_last => {
                    self.report.tail = Some(Recovery { path: path.clone(), offset, bytes_cut: size - offset, reason });
                    return Ok(());
                }
                Tail::Torn | Tail::Damaged { .. } => self.problem(path, offset, reason),
            }
            readable = false;
            resumed += 1;
            if resumed == RESUMED_MAX {
                self.problem(
                    path,
                    offset,
                    "so much before it is damaged that what stands behind is not checked".to_owned(),
                );
                return Ok(());
            }
            match next_header(file.as_ref(), sums, offset + 1, size).at(path)? {
                Some(next) => frames.seek(next),
                None => return Ok(()),
            }
        }
    }

    fn frame(&mut self, segment: &Segment, named: &mut Named, frame: &Frame<'_>) -> Result<(), Malformed> {
        let mut body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
        for entry in body.entries()? {
            if let Entry::Kind(kind) = &entry {
                self.kinds.insert(Arc::clone(kind)).map_err(|_| Malformed("an event type has two schemas"))?;
            }
            match entry {
                Entry::Stream(name) => named.streams.push(name),
                entry => named.dictionary.push(entry),
            }
        }
        while let Some(section) = body.section()? {
            let mut checked = Ok(());
            if section.stream >= named.streams.len() as u64 {
                return Err(Malformed("a stream has no name"));
            }
            let meanings = Meanings { streams: named, dictionary: &named.dictionary };
            let mut check = |record: &RecordRef<'_>| {
                checked = self.record(record);
                self.payload(&segment.path, frame.offset, record);
                if checked.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            };
            let _ = visit_section(segment, meanings, &section, body.events(), 0, &mut check)?;
            checked?;
        }
        self.show(segment, named, frame)
    }

    /// A commit is shown as a whole or not at all, so only once all of it was checked.
    fn show(&mut self, segment: &Segment, named: &Named, frame: &Frame<'_>) -> Result<(), Malformed> {
        let Some(show) = &mut self.show else { return Ok(()) };
        let meanings = Meanings { streams: named, dictionary: &named.dictionary };
        let mut body = Body::parse(frame.body, segment.header.first_position, segment.header.time)?;
        while let Some(section) = body.section()? {
            if visit_section(segment, meanings, &section, body.events(), 0, *show)?.is_break() {
                self.show = None;
                break;
            }
        }
        Ok(())
    }

    fn record(&mut self, record: &RecordRef<'_>) -> Result<(), Malformed> {
        let RecordRef { position, version, recorded_at, .. } = *record;
        if self.position.is_some_and(|expected| expected != position) {
            return Err(Malformed("its position does not follow the one before"));
        }
        self.position = position.checked_add(1);
        let known = self.versions.get(record.stream()).copied().unwrap_or(0);
        if version <= known || self.complete && version != known + 1 {
            return Err(Malformed("a version does not follow the one before in its stream"));
        }
        match self.versions.get_mut(record.stream()) {
            Some(known) => *known = version,
            None => drop(self.versions.insert(record.stream().to_owned(), version)),
        }
        if self.recorded_last.is_some_and(|last| recorded_at < last) {
            return Err(Malformed("its recorded time runs backwards"));
        }
        self.recorded_last = Some(recorded_at);
        if self.logical_last.is_some_and(|last| record.logical() < last) {
            return Err(Malformed("its logical time runs backwards"));
        }
        self.logical_last = Some(record.logical());
        self.report.events += 1;
        Ok(())
    }

    /// One that does not fit its schema is no damage: it was appended so, and nothing else is in doubt.
    fn payload(&mut self, path: &Path, offset: u64, record: &RecordRef<'_>) {
        let RecordRef { position, kind, payload, .. } = *record;
        if let Err(error) = check(&kind.schema, kind.codec, payload) {
            let (event, reason) = (Some(format!("{} v{}", kind.name, kind.version)), error.to_string());
            self.report.add(Problem { path: path.to_owned(), offset, position: Some(position), event, reason });
        }
    }

    fn problem(&mut self, path: &Path, offset: u64, reason: String) {
        let position = self.position.take();
        self.report.add(Problem { path: path.to_owned(), offset, position, event: None, reason });
        self.complete = false;
    }
}
