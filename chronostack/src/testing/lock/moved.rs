//! Sections of the lock that a machine may have left when it, or its streams, got another name.

use std::{cmp::Reverse, path::Path};

use crate::testing::lock::{
    code::Code,
    locked::{Lock, LockedStream},
};

/// The kinds of streams that the lock may know the machine by where it does not know it by the code's: the likeliest first.
pub(super) fn moved_from(lock: &Lock, code: &Code, package: &Path) -> Vec<String> {
    let section = lock.streams.get(code.stream);
    if section.is_some_and(|stream| stream.machines.contains_key(code.machine)) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (kind, stream) in lock.streams.iter().filter(|(kind, _)| *kind != code.stream) {
        let named = stream.machines.contains_key(code.machine);
        let shared = code.present.keys().filter(|name| stream.events.keys().any(|(known, _)| known == *name)).count();
        let possible = match (named, shared) {
            (true, 1..) => true,
            (true, 0) => !stands(stream, code, package),
            // A machine that is added to streams that are known has not taken its own along.
            (false, _) => section.is_none() && shared > 0 && !stands(stream, code, package),
        };
        if possible {
            found.push((!named, Reverse(shared), kind.clone()));
        }
    }
    found.sort();
    found.into_iter().map(|(_, _, kind)| kind).collect()
}

/// Whether a machine of the section is still there, as far as the disk tells: its sealed payloads lie where they did, in a folder that is not
/// the code's. Machines may be tested in processes of their own, so nothing else tells.
fn stands(stream: &LockedStream, code: &Code, package: &Path) -> bool {
    let own = code.histories.as_ref().map(|folder| format!("{folder}/"));
    let mut others =
        stream.sealed.values().filter(|sealed| !own.as_ref().is_some_and(|own| sealed.file.starts_with(own)));
    others.any(|sealed| package.join(&sealed.file).exists())
}
