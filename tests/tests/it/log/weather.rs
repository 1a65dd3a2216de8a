//! Faults of a disk that come at random.

use std::io::{self, ErrorKind};

use fastrand::Rng;

/// How often what goes wrong: one time in so many, and never where it is 0. It is fair by default.
#[derive(Clone, Debug, Default)]
pub(super) struct Weather {
    pub(super) random: Rng,
    /// Writes, syncs, and changes of names fail.
    pub(super) changes_fail: u32,
    pub(super) reads_fail: u32,
    /// Reads and writes do a part of what they are asked for, or are interrupted.
    pub(super) parts: u32,
    /// Syncs do nothing and say that all is well.
    pub(super) syncs_lie: u32,
}

impl Weather {
    fn strikes(&mut self, one_in: u32) -> bool {
        one_in > 0 && self.random.u32(..one_in) == 0
    }

    pub(super) fn change(&mut self) -> Option<io::Error> {
        self.strikes(self.changes_fail).then(|| {
            let full = self.random.bool();
            if full { ErrorKind::StorageFull.into() } else { io::Error::other("the disk fails to write") }
        })
    }

    pub(super) fn read(&mut self) -> Option<io::Error> {
        self.strikes(self.reads_fail).then(|| io::Error::other("the disk fails to read"))
    }

    /// How many of so many bytes are done.
    pub(super) fn part(&mut self, bytes: usize) -> io::Result<usize> {
        if bytes < 2 || !self.strikes(self.parts) {
            return Ok(bytes);
        }
        if self.random.u8(..4) == 0 { Err(ErrorKind::Interrupted.into()) } else { Ok(self.random.usize(1..bytes)) }
    }

    pub(super) fn lies(&mut self) -> bool {
        self.strikes(self.syncs_lie)
    }
}
