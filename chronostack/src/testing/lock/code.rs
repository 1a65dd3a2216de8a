//! What the code says: the other side of the comparison.

use std::collections::BTreeMap;

use crate::{
    event::{Event, EventType},
    machine::{MachineSpec, Reducer, Unknown},
    testing::lock::locked::{LockedEvent, LockedMachine},
};

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
    /// The present version of each event.
    pub present: BTreeMap<String, u32>,
}

impl Code {
    /// What the code says about `R`.
    pub fn of<R: Reducer>() -> Self {
        Self::of_types(R::machine(), R::STREAM, R::Event::TYPES)
    }

    fn of_types(machine: &MachineSpec, stream: &'static str, types: &'static [EventType]) -> Self {
        let versions = types.iter().flat_map(EventType::versions);
        let event = |ty: &EventType| LockedEvent { codec: ty.codec, schema: (**(ty.schema)()).clone() };
        Self {
            machine: machine.name,
            stream,
            locked: LockedMachine {
                revision: machine.revision,
                reducer: machine.fingerprint,
                state: machine.state_schema.clone().map(|schema| (machine.state_codec, schema)),
            },
            ignores_unknown: machine.unknown == Unknown::Ignore,
            events: versions.map(|ty| ((ty.name.to_owned(), ty.version), event(ty))).collect(),
            present: types.iter().map(|ty| (ty.name.to_owned(), ty.version)).collect(),
        }
    }
}
