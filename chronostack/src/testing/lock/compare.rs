//! What differs between a section of the lock and the code.

use crate::{
    codec::Codec,
    schema::{Change, Difference, differences},
    testing::lock::{code::Code, locked::LockedStream},
};

/// One version of an event, or the machine, is not what the lock says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) event: String,
    pub(super) version: u32,
    pub(super) kind: Kind,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// The code records or reads what the lock does not hold yet.
    New {
        /// Whether the lock holds other versions of the event.
        known: bool,
    },
    /// The version stands for another shape.
    Changed {
        /// The codec it was, and is.
        codecs: Option<(Codec, Codec)>,
        differences: Vec<Difference>,
    },
    /// The code knows the event, not this version of it.
    VersionGone {
        /// The present version.
        present: u32,
    },
    /// The code does not know the event.
    EventGone {
        /// An event that the lock does not hold, of the same shape: probably its new name.
        renamed: Option<String>,
    },
}

impl Finding {
    /// Whether logs that hold what is locked cannot be read any more.
    pub(super) fn breaks(&self) -> bool {
        !matches!(self.kind, Kind::New { .. })
    }
}

/// All differences, by name and version.
pub(super) fn findings(stream: &LockedStream, code: &Code) -> Vec<Finding> {
    let finding = |key: &(String, u32), kind| Finding { event: key.0.clone(), version: key.1, kind };
    let mut found = Vec::new();
    for (key, locked) in &stream.events {
        let kind = match (code.events.get(key), code.present.get(&key.0)) {
            (Some(now), _) if now.codec == locked.codec && now.schema == locked.schema => continue,
            (Some(now), _) => Kind::Changed {
                codecs: (now.codec != locked.codec).then_some((locked.codec, now.codec)),
                differences: visible(differences(&locked.schema, &now.schema)),
            },
            // They are passed over, and another machine of the stream may know them.
            (None, Some(present)) if code.ignores_unknown && *present < key.1 => continue,
            (None, None) if code.ignores_unknown => continue,
            (None, Some(present)) => Kind::VersionGone { present: *present },
            (None, None) => Kind::EventGone { renamed: renamed(stream, code, key) },
        };
        found.push(finding(key, kind));
    }
    for key in code.events.keys().filter(|key| !stream.events.contains_key(*key)) {
        let known = stream.events.keys().any(|(name, _)| *name == key.0);
        found.push(finding(key, Kind::New { known }));
    }
    found.sort_by(|a, b| (!a.breaks(), &a.event, a.version).cmp(&(!b.breaks(), &b.event, b.version)));
    found
}

/// What may be absent in JSON moves nothing that is written.
fn visible(mut differences: Vec<Difference>) -> Vec<Difference> {
    // Where no value differs, that is what there is to say.
    if differences.iter().any(Difference::moves) {
        differences.retain(Difference::moves);
    } else {
        differences.retain(|difference| difference.change == Change::Names);
    }
    differences
}

/// An event that only the code knows, with the shape of `key`.
fn renamed(stream: &LockedStream, code: &Code, key: &(String, u32)) -> Option<String> {
    let locked = stream.events.get(key)?;
    let mut new = code.events.iter().filter(|((name, _), _)| !stream.events.keys().any(|(known, _)| known == name));
    new.find(|((_, version), now)| *version == key.1 && *now == locked).map(|((name, _), _)| name.clone())
}
