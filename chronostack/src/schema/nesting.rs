//! The bound on how deep a shape that is read may be nested, whatever it is read from.

use std::cell::Cell;

use serde::de::Error;

use crate::limits::SHAPE_DEPTH_MAX;

thread_local! {
    /// How many shapes this thread is in the midst of reading. A format that bounds depth itself, as JSON does, would need
    /// no such count; postcard does not.
    static DEPTH: Cell<usize> = const { Cell::new(0) };
}

/// Restores the depth, also when reading panics.
struct Level(usize);

impl Drop for Level {
    fn drop(&mut self) {
        DEPTH.set(self.0);
    }
}

/// Reads one shape, unless it stands too deep in others.
pub(super) fn deeper<T, E: Error>(read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    let level = Level(DEPTH.get());
    if level.0 == SHAPE_DEPTH_MAX {
        return Err(E::custom(format_args!("a shape is nested deeper than {SHAPE_DEPTH_MAX} levels")));
    }
    DEPTH.set(level.0 + 1);
    read()
}
