//! Taking the first segments out of a log, behind snapshots.

use std::{
    path::Path,
    sync::{Arc, PoisonError},
};

use crate::log::{
    error::ArchiveError,
    file::{
        base::{Base, Keys},
        body::Body,
        compressed::open_segment,
        copy::copy,
        fault::{AtPath, Fault},
        frames::{FrameFault, FrameReader},
        identity::{self, Folder},
        index::{Index, Roll, remove, stamp},
        load::add_frame,
        replacing::put_durably,
        segment::{SEGMENT_HEADER_BYTES, Segment},
        shared::Shared,
        snapshots::FileSnapshots,
        storage::{Access, create_folders},
        wire::Malformed,
    },
};

/// A file that tells whether two folders are one.
const PROBE: &str = "archiving";

/// What was archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Archived {
    /// Segments that were taken out of the log.
    pub segments: u64,
    /// Bytes that their files took.
    pub bytes: u64,
    /// The first position that the log still holds.
    pub first_kept: u64,
}

impl Shared {
    /// Takes the segments out of the log that end before position `before`, and moves them `into` a folder, if there is one.
    ///
    /// What the log must know without them is made from them, and durable before the first is removed. A crash leaves some of them, or all.
    pub(super) fn archive(
        &self,
        before: u64,
        into: Option<&Path>,
        snapshots: &FileSnapshots,
    ) -> Result<Archived, ArchiveError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.is_closed() {
            return Err(ArchiveError::Closed);
        }
        let (disk, folder) = (self.disk.as_ref(), self.folder.as_path());
        let kept_so_far = self.first_kept();
        let (all, first_kept): (Vec<(Arc<Segment>, u64)>, u64) = {
            let index = self.index();
            // The segment of the last event stays, though one that holds nothing yet may follow it: appends go on from its times.
            let before = before.min(index.head);
            let sealed = index.segments.windows(2).take_while(|pair| pair[1].header.first_position <= before);
            let all: Vec<_> = sealed.map(|pair| (Arc::clone(&pair[0]), pair[1].start - pair[0].start)).collect();
            let behind = index.segments.get(all.len()).map_or(0, |segment| segment.header.first_position);
            (all, behind)
        };
        let gone: Vec<&Arc<Segment>> = all
            .iter()
            .map(|(segment, _)| segment)
            .filter(|segment| segment.header.first_position >= kept_so_far)
            .collect();
        if gone.is_empty() {
            return Ok(Archived { segments: 0, bytes: 0, first_kept: kept_so_far });
        }
        let old = Base::read(disk, folder, self.log)?;
        // One that covers more was made when more was archived than is now: it is as good.
        let made = match &old {
            Some(old) if old.firsts.len() >= all.len() => None,
            old => Some(self.base_of(&all, old.as_ref())?),
        };
        let Some(base) = made.as_ref().or(old.as_ref()) else { return Err(ArchiveError::Closed) };
        let index = base.index(self.log, folder)?;
        snapshots.rely_on((0..).map_while(|ordinal| index.streams.summary(ordinal)))?;
        if let Some(into) = into {
            let into = std::path::absolute(into).at(into)?;
            self.claim(&into)?;
            // Without the segments before, these need it to be read.
            if let Some(old) = &old {
                old.write(disk, &into, self.log)?;
            }
            for (segment, end) in all.iter().filter(|(segment, _)| segment.header.first_position >= kept_so_far) {
                copy(disk, segment, *end, &into)?;
            }
            disk.sync_folder(&into).at(&into)?;
        }
        if let Some(made) = &made {
            made.write(disk, folder, self.log)?;
        }
        let _not_while_one_is_replaced = self.compressing.lock().unwrap_or_else(PoisonError::into_inner);
        self.set_archived(first_kept, base.keys.clone());
        let mut bytes = 0;
        for segment in &gone {
            bytes += disk.open(&segment.path, Access::Read).and_then(|file| file.size()).at(&segment.path)?;
            self.forget_file(segment.header.first_position);
            self.sidecars.forget(segment);
            disk.remove(&segment.path).at(&segment.path)?;
        }
        disk.sync_folder(folder).at(folder)?;
        Ok(Archived { segments: gone.len() as u64, bytes, first_kept })
    }

    /// Makes the folder one of this log, unless it is another's.
    fn claim(&self, into: &Path) -> Result<(), ArchiveError> {
        let disk = self.disk.as_ref();
        let taken = |reason: String| Err(ArchiveError::Taken { path: into.to_owned(), reason });
        match identity::look(disk, into) {
            Ok(Folder::Log(log)) if log == self.log && self.is_own(into)? => {
                taken("it is the log's own folder".to_owned())
            }
            Ok(Folder::Log(log)) if log == self.log => Ok(()),
            Ok(Folder::Log(log)) => taken(format!("it holds the log {log}, and this one is {}", self.log)),
            Ok(Folder::Empty) => {
                create_folders(disk, into).at(into)?;
                put_durably(disk, &into.join(identity::FILE), identity::line(self.log).as_bytes())?;
                Ok(disk.sync_folder(into).at(into)?)
            }
            Err(error) => taken(error.to_string()),
        }
    }

    /// Whether the folder is the log's own, under whatever name: what is made in the one is then found in the other.
    fn is_own(&self, into: &Path) -> Result<bool, Fault> {
        let disk = self.disk.as_ref();
        let (here, there) = (self.folder.join(PROBE), into.join(PROBE));
        // A process that ended may have left one.
        remove(disk, &here);
        drop(disk.open(&there, Access::Write).at(&there)?);
        let is_own = disk.open(&here, Access::Read).is_ok();
        remove(disk, &there);
        Ok(is_own)
    }

    /// The base of the log's first segments, each given with its length, made from the `old` one and what stands behind that.
    fn base_of(&self, all: &[(Arc<Segment>, u64)], old: Option<&Base>) -> Result<Base, Fault> {
        let (mut index, mut keys) = match old {
            Some(old) => (old.index(self.log, &self.folder)?, old.keys.clone()),
            None => (Index::default(), Keys::default()),
        };
        let known = index.segments.len();
        let mut stamped = None;
        for (segment, length) in all.iter().skip(known) {
            let first_position = segment.header.first_position;
            let file = open_segment(self.disk.as_ref(), &segment.path, self.log, first_position)?.file;
            index.add_segment(Arc::clone(segment));
            let start = SEGMENT_HEADER_BYTES as u64;
            let mut frames = FrameReader::new(Arc::clone(&file), segment.sums.clone(), start, *length);
            let corrupt = |index: &Index, offset, reason: String| Fault::Corrupt {
                path: segment.path.clone(),
                offset,
                position: index.head + 1,
                reason,
            };
            loop {
                let frame = match frames.next() {
                    Ok(Some(frame)) => frame,
                    Ok(None) => break,
                    Err(FrameFault::Io(source)) => return Err(Fault::Io { path: segment.path.clone(), source }),
                    Err(FrameFault::Bad { offset, reason }) => return Err(corrupt(&index, offset, reason.to_owned())),
                };
                add_frame(&mut index, segment, &frame)?;
                let add_keys = |keys: &mut Keys| {
                    let mut body = Body::parse(frame.body, first_position, segment.header.time)?;
                    while let Some(section) = body.section()? {
                        while body.event()?.is_some() {}
                        let number = usize::try_from(section.stream).ok();
                        if let Some(key) = section.key
                            && let Some(ordinal) = number.and_then(|number| index.recent.ordinals.get(number))
                        {
                            keys.push(ordinal, key);
                        }
                    }
                    Ok(())
                };
                add_keys(&mut keys).map_err(|Malformed(reason)| corrupt(&index, frame.offset, reason.to_owned()))?;
            }
            stamped = Some(stamp(file.as_ref(), index.recent.last_frame).at(&segment.path)?);
        }
        let firsts = all.iter().map(|(segment, _)| segment.header.first_position).collect();
        let nothing = || Fault::Corrupt {
            path: self.folder.clone(),
            offset: 0,
            position: 1,
            reason: "its first segments hold nothing".to_owned(),
        };
        let frozen = index.freeze().ok_or_else(nothing)?;
        let roll = Roll::encode(&frozen, &index.segments, &index.kinds, stamped.ok_or_else(nothing)?);
        Ok(Base::new(roll, keys, firsts, index.head))
    }
}
