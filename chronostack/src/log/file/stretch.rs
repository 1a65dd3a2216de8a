//! Where frames stand.

use std::sync::Arc;

use crate::log::file::segment::Segment;

/// Whole frames of one segment, one behind the other.
#[derive(Clone, Debug)]
pub(super) struct Stretch {
    pub(super) segment: Arc<Segment>,
    /// The offset of the first frame.
    pub(super) start: u64,
    /// The offset behind the last.
    pub(super) end: u64,
    /// The position of the first event.
    pub(super) position: u64,
}
