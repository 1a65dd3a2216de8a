//! What the code says: the other side of the comparison.

use std::collections::BTreeMap;

use crate::{
    codec::Codec,
    event::{Event, EventType},
    machine::{Reducer, Unknown},
    testing::lock::{
        endings::Ending,
        locked::{LockedEvent, LockedMachine},
        samples::{reread, samples},
    },
};

/// Reads a payload by its name, version and codec.
pub(super) type Reread = fn(&str, u32, Codec, &[u8]) -> Result<Vec<u8>, String>;

/// A machine of today, as the lock would hold it.
#[derive(Clone, Debug)]
pub struct Code {
    /// The machine's name.
    pub machine: &'static str,
    /// The kind of its streams.
    pub stream: &'static str,
    /// What is locked about the machine.
    pub locked: LockedMachine,
    /// Every version of every event that it reads.
    pub events: BTreeMap<(String, u32), LockedEvent>,
    /// Whether events that it does not know are passed over.
    pub ignores_unknown: bool,
    /// The folder of the histories, in which payloads are sealed, relative to the package.
    pub histories: Option<String>,
    /// How the recorded histories end.
    pub(super) endings: Vec<Ending>,
    /// Payloads of a version, by its index in `TYPES`, to be sealed.
    pub(super) samples: fn(usize, &EventType) -> Vec<Vec<u8>>,
    /// What a payload is today: written anew, in the present version.
    pub(super) reread: Reread,
    pub(super) types: &'static [EventType],
    /// The present version of each event.
    pub present: BTreeMap<String, u32>,
}

impl Code {
    /// What the code says about `R`.
    pub fn of<R: Reducer>() -> Self {
        let (machine, types) = (R::machine(), R::Event::TYPES);
        let versions = types.iter().flat_map(EventType::versions);
        let event = |ty: &EventType| LockedEvent { codec: ty.codec, schema: (**(ty.schema)()).clone() };
        Self {
            machine: machine.name,
            stream: R::STREAM,
            locked: LockedMachine {
                revision: machine.revision,
                reducer: machine.fingerprint,
                state: machine.state_schema.clone().map(|schema| (machine.state_codec, schema)),
                endings: BTreeMap::new(),
                rewritten: Vec::new(),
            },
            histories: None,
            endings: Vec::new(),
            samples: samples::<R::Event>,
            reread: reread::<R::Event>,
            types,
            ignores_unknown: machine.unknown == Unknown::Ignore,
            events: versions.map(|ty| ((ty.name.to_owned(), ty.version), event(ty))).collect(),
            present: types.iter().map(|ty| (ty.name.to_owned(), ty.version)).collect(),
        }
    }

    /// Has payloads sealed in the folder of the histories.
    #[must_use]
    pub fn sealed_in(self, histories: &str) -> Self {
        Self { histories: Some(histories.to_owned()), ..self }
    }

    /// Has recorded histories end so.
    #[must_use]
    pub fn ending(self, endings: Vec<Ending>) -> Self {
        Self { endings, ..self }
    }
}
