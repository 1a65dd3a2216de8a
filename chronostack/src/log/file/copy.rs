//! Segments in other files.

use std::path::Path;

use crate::log::file::{
    compressed::open_segment,
    fault::{AtPath, Fault},
    frames::{FrameFault, FrameReader},
    replacing::{create, new_path},
    segment::{SEGMENT_HEADER_BYTES, Segment, SegmentHeader, segment_path},
    storage::{Access, Disk, read_up_to, write_all},
};

/// Bytes that are copied at once.
const PIECE_BYTES: usize = 1 << 20;

/// Copies `segment`, the frames of which end at `end`, as its file is, into a folder. The copy is durable but for its name, which it gets once it was
/// read back: soon it will be the only one.
pub(super) fn copy(disk: &dyn Disk, segment: &Segment, end: u64, into: &Path) -> Result<(), Fault> {
    let position = segment.header.first_position;
    let (from, to) = (segment.path.as_path(), segment_path(into, position));
    let new = new_path(&to);
    let source = disk.open(from, Access::Read).at(from)?;
    let target = create(disk, &new).at(&new)?;
    let (mut piece, mut offset) = (vec![0; PIECE_BYTES], 0);
    loop {
        let filled = read_up_to(source.as_ref(), &mut piece, offset).at(from)?;
        write_all(target.as_ref(), &piece[..filled], offset).at(&new)?;
        offset += filled as u64;
        if filled < piece.len() {
            break;
        }
    }
    target.sync_all().at(&new)?;
    drop(target);
    read_back(disk, &new, segment, end, |offset, reason| {
        let reason = format!("the copy is damaged, for {reason}; `verify` tells whether the segment itself is");
        Fault::Corrupt { path: new.clone(), offset, position, reason }
    })?;
    disk.rename(&new, &to).at(&to)
}

/// Reads the file at `path`, plain or compressed, back as the first `end` bytes of `segment`: its header, and its frames to the last one. `corrupt`
/// makes the error of where it differs, and why.
///
/// What was written a moment ago comes from the system's memory: this finds what was written wrongly, not what the disk will not keep.
pub(super) fn read_back(
    disk: &dyn Disk,
    path: &Path,
    segment: &Segment,
    end: u64,
    corrupt: impl Fn(u64, &str) -> Fault,
) -> Result<(), Fault> {
    let file = match open_segment(disk, path, segment.header.log, segment.header.first_position) {
        Err(Fault::Corrupt { offset, reason, .. }) => return Err(corrupt(offset, &reason)),
        opened => opened?.file,
    };
    let mut header = [0; SEGMENT_HEADER_BYTES];
    let filled = read_up_to(file.as_ref(), &mut header, 0).at(path)?;
    if SegmentHeader::decode(&header[..filled]) != Ok(segment.header) {
        return Err(corrupt(0, "its header is damaged"));
    }
    let mut frames = FrameReader::new(file, segment.sums.clone(), SEGMENT_HEADER_BYTES as u64, end);
    loop {
        match frames.next() {
            Ok(Some(_)) => {}
            Ok(None) => return Ok(()),
            Err(FrameFault::Io(source)) => return Err(Fault::Io { path: path.to_owned(), source }),
            Err(FrameFault::Bad { offset, reason }) => return Err(corrupt(offset, reason)),
        }
    }
}
