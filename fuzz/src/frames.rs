//! Frames whose checksums hold, and whose bodies hold anything.
//!
//! The bytes are bodies, each behind its length in two bytes.

use std::ops::ControlFlow;

use chronostack::log::RecordRef;

use crate::{
    format::{FOLDER, bodies, log_of},
    memory::MemoryDisk,
    sample::{logs, look_at, options},
};

/// Makes a log of them, checks it, opens it and reads it.
///
/// # Panics
/// When a log is refused in which nothing is wrong.
pub fn run(data: &[u8]) {
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some((length, behind)) = rest.split_first_chunk::<2>() {
        let (body, behind) = behind.split_at(usize::from(u16::from_le_bytes(*length)).min(behind.len()));
        if !body.is_empty() {
            parts.push(body);
        }
        rest = behind;
    }
    let disk = MemoryDisk::of(log_of(parts));
    let mut sound = 0;
    let count = &mut |_: &RecordRef<'_>| {
        sound += 1;
        ControlFlow::Continue(())
    };
    let report = options(&disk).salvage(FOLDER, count).expect("a disk in memory does not fail");
    assert!(sound <= report.events, "{sound} events are shown of {report:?}");
    match options(&disk).read_only(true).open(FOLDER) {
        Ok(log) => {
            let seen = look_at(&log);
            assert!(!report.is_sound() || seen == report.events, "{seen} events were shown of {report:?}");
        }
        Err(error) => assert!(!report.is_sound(), "{error}"),
    }
}

/// The frames of sound logs.
pub fn seeds() -> Vec<Vec<u8>> {
    let files = logs().into_iter().flatten();
    let segments = files.filter(|(path, _)| path.extension().is_some_and(|end| end == "segment"));
    segments
        .map(|(_, segment)| {
            let parts = bodies(&segment).into_iter();
            parts.flat_map(|body| [&u16::try_from(body.len()).unwrap_or(0).to_le_bytes()[..], body].concat()).collect()
        })
        .collect()
}
