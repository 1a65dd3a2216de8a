//! Reading one segment, to make a sidecar of it.

use std::sync::Arc;

use crate::log::file::{
    body::Body,
    fault::Fault,
    frames::{FrameFault, FrameReader},
    index::{index::Index, recent::Frozen},
    segment::{SEGMENT_HEADER_BYTES, Segment},
    storage::DiskFile,
    wire::Malformed,
};

/// What memory would hold of the segment in `file`, the frames of which end at `end`, if the log held nothing else: the ordinals of its
/// streams are their numbers. It is the segment of that `number`.
pub(in crate::log::file) fn read_alone(
    segment: &Segment,
    number: u32,
    file: Arc<dyn DiskFile>,
    end: u64,
) -> Result<Arc<Frozen>, Fault> {
    let mut index = Index::alone(segment, number);
    let mut frames = FrameReader::new(file, segment.sums.clone(), SEGMENT_HEADER_BYTES as u64, end);
    let corrupt = |offset, head: u64, reason: String| Fault::Corrupt {
        path: segment.path.clone(),
        offset,
        position: head + 1,
        reason,
    };
    loop {
        match frames.next() {
            Ok(Some(frame)) => {
                let body = Body::parse(frame.body, segment.header.first_position, segment.header.time);
                let added = body.and_then(|body| index.add_commit(body, frame.end - frame.offset));
                added.map_err(|Malformed(reason)| {
                    corrupt(frame.offset, index.head, format!("the frame's checksums hold, and {reason}"))
                })?;
            }
            Ok(None) => {
                return index.freeze().ok_or_else(|| corrupt(end, index.head, "the segment holds no frame".to_owned()));
            }
            Err(FrameFault::Io(source)) => return Err(Fault::Io { path: segment.path.clone(), source }),
            Err(FrameFault::Bad { offset, reason }) => return Err(corrupt(offset, index.head, reason.to_owned())),
        }
    }
}
