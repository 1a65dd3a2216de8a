//! Comparing the states of a replay with what was recorded of them.

use std::collections::{BTreeMap, HashSet};

use crate::{
    fingerprint::{Fingerprinter, StateFingerprint},
    history::Verified,
    id::StreamName,
    log::RecordRef,
    machine::{MachineSpec, Reducer},
};

/// What came of comparing the states of one part of a replay.
#[derive(Debug, Default)]
pub(crate) struct Comparison {
    verifies: bool,
    fingerprinter: Option<Fingerprinter<'static>>,
    /// The streams that an event was passed over in: whoever knew it recorded another state from there on.
    passed_over: HashSet<StreamName>,
    pub(crate) verified: Verified,
    /// The fingerprints that were not reproduced, by their positions.
    pub(crate) mismatches: BTreeMap<u64, Mismatch>,
}

/// A fingerprint that was not reproduced.
#[derive(Debug)]
pub(crate) struct Mismatch {
    pub(crate) stream: StreamName,
    pub(crate) version: u64,
    pub(crate) recorded: StateFingerprint,
    pub(crate) replayed: StateFingerprint,
}

impl Comparison {
    /// For one machine; it compares nothing unless it `verifies`.
    pub(crate) fn new(machine: &'static MachineSpec, verifies: bool) -> Self {
        Self { verifies, fingerprinter: machine.fingerprinter(), ..Self::default() }
    }

    /// Looks at the state behind `record`; `None` where that was passed over.
    #[inline]
    pub(crate) fn compare<R: Reducer>(&mut self, record: &RecordRef<'_>, state: Option<&mut R>) {
        if self.verifies {
            match state {
                Some(state) => self.look(record, state),
                None => self.pass(record),
            }
        }
    }

    #[cold]
    fn pass(&mut self, record: &RecordRef<'_>) {
        self.passed_over.insert(record.stream_name());
    }

    fn look<R: Reducer>(&mut self, record: &RecordRef<'_>, state: &R) {
        self.verified.events += 1;
        let Some(recorded) = record.fingerprint() else { return };
        let complete = self.passed_over.is_empty() || !self.passed_over.contains(&record.stream_name());
        let comparable = self.fingerprinter.filter(|fingerprinter| complete && fingerprinter.comparable(recorded));
        match comparable.and_then(|fingerprinter| fingerprinter.fingerprint(state).ok()) {
            None => self.verified.incomparable += 1,
            Some(replayed) if replayed == recorded => self.verified.reproduced += 1,
            Some(replayed) => {
                let (stream, version) = (record.stream_name(), record.version);
                self.mismatches.insert(record.position, Mismatch { stream, version, recorded, replayed });
            }
        }
    }

    /// Adds what came of another part.
    pub(crate) fn add(&mut self, other: Self) {
        self.verified.events += other.verified.events;
        self.verified.reproduced += other.verified.reproduced;
        self.verified.incomparable += other.verified.incomparable;
        self.mismatches.extend(other.mismatches);
    }
}
