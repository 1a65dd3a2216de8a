//! Compressing what is written no more.

use std::{path::Path, sync::PoisonError};

use crate::log::{
    error::CompressError,
    file::{
        compressed::{Opened, compress, open_segment},
        copy::read_back,
        fault::{AtPath, Fault},
        index::remove,
        replacing::{create, new_path},
        segment::Segment,
        shared::Shared,
        storage::DiskFile,
    },
};

/// What was compressed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Compression {
    /// Segments.
    pub segments: u64,
    /// Bytes that they took before.
    pub bytes_before: u64,
    /// Bytes that they take now.
    pub bytes_after: u64,
}

impl Shared {
    /// Compresses all segments but the last one.
    pub(super) fn compress_sealed(&self) -> Result<Compression, CompressError> {
        let _one_at_a_time = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut all = Compression::default();
        let first_kept = self.first_kept();
        let archived = self.index().segments.partition_point(|segment| segment.header.first_position < first_kept);
        for number in archived.. {
            if self.is_closed() {
                return Err(CompressError::Closed);
            }
            let sealed = {
                let index = self.index();
                let sealed = index.segments.get(number..).is_some_and(|behind| behind.len() > 1);
                let number = u32::try_from(number).ok().filter(|_| sealed);
                number.and_then(|number| Some((index.segment(number)?, index.end_of(number)?)))
            };
            let Some((segment, end)) = sealed else { break };
            if let Some(bytes_after) = self.compress(&segment, end)? {
                all.segments += 1;
                all.bytes_before += end;
                all.bytes_after += bytes_after;
            }
        }
        Ok(all)
    }

    /// Puts a compressed segment in the place of one that is sealed, the frames of which end at `end`. Answers with how many bytes it takes;
    /// `None` when it was compressed before, or would not get smaller.
    ///
    /// Both have one name, so that there is one or the other at any time, whole and durable; who has the old one open reads on in that.
    pub(super) fn compress(&self, segment: &Segment, end: u64) -> Result<Option<u64>, Fault> {
        let _one_at_a_time = self.compressing.lock().unwrap_or_else(PoisonError::into_inner);
        if self.check_kept(segment).is_err() {
            return Ok(None);
        }
        let disk = self.disk.as_ref();
        let Opened { file, compressed } = open_segment(disk, &segment.path, self.log, segment.header.first_position)?;
        if compressed {
            return Ok(None);
        }
        let new = new_path(&segment.path);
        let put = || {
            let bytes = self.write_compressed(segment, file.as_ref(), end, &new)?;
            if bytes >= end {
                remove(disk, &new);
                return Ok(None);
            }
            disk.rename(&new, &segment.path).at(&segment.path)?;
            Ok(Some(bytes))
        };
        let bytes = put().inspect_err(|_| remove(disk, &new))?;
        if bytes.is_some() {
            self.forget_file(segment.header.first_position);
            disk.sync_folder(&self.folder).at(&self.folder)?;
        }
        Ok(bytes)
    }

    /// Writes a compressed segment to `new`, and looks whether it is what it should be: the header and the frames in it have checksums.
    fn write_compressed(&self, segment: &Segment, file: &dyn DiskFile, end: u64, new: &Path) -> Result<u64, Fault> {
        let disk = self.disk.as_ref();
        let first_position = segment.header.first_position;
        let target = create(disk, new).at(new)?;
        let bytes = compress(file, end, self.log, first_position, target.as_ref()).at(new)?;
        drop(target);
        read_back(disk, new, segment, end, |offset, reason| {
            let (path, reason) = (segment.path.clone(), format!("it is not compressed, for {reason}"));
            Fault::Corrupt { path, offset, position: first_position, reason }
        })?;
        Ok(bytes)
    }
}
