//! A machine's table as data.

use serde::Serialize;
use xxhash_rust::xxh3::xxh3_128;

use crate::{
    codec::{Codec, DecodeError},
    event::{Event, EventType},
    fingerprint::Fingerprinter,
    schema::{Sensitive, TypeSchema},
    state::State,
};

/// A machine's states, events and transitions, as data. `#[reducer]` fills it; a reducer by hand starts with
/// [`MachineSpec::new`].
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct MachineSpec {
    /// The reducer's type name.
    pub name: &'static str,
    /// The reducer's `STREAM`.
    pub stream: &'static str,
    /// `revision = N`: raised by hand when logic outside of the impl changes.
    pub revision: u32,
    /// A hash of the impl's tokens, without comments and formatting. 0 for a reducer by hand.
    pub fingerprint: u128,
    /// Whether the state is an enum. A struct has one state, named as the type.
    pub is_enum: bool,
    /// Whether any handler reads `meta`. A reducer by hand is taken to, unless it says [`without_meta`](Self::without_meta).
    pub reads_meta: bool,
    /// The states, in the order of the enum.
    pub states: Vec<StateSpec>,
    /// The events, in the order of the event set.
    pub events: Vec<EventSpec>,
    /// The rows of the table, in order of precedence: the first that fits is taken.
    pub transitions: Vec<TransitionSpec>,
    /// The guards.
    pub guards: Vec<GuardSpec>,
    /// The invariants' functions.
    pub invariants: Vec<&'static str>,
    /// The pairs that are ignored.
    pub ignored: Vec<IgnoreSpec>,
    /// What happens to a pair that has no row and is not ignored.
    pub otherwise: Otherwise,
    /// What happens to a stored event that the code does not know.
    pub unknown: Unknown,
    /// The groups of states.
    pub groups: Vec<GroupSpec>,
    /// The state's shape; `None` for a reducer by hand that does not give it, which then takes no snapshots.
    pub state_schema: Option<TypeSchema>,
    /// The codec of snapshots.
    pub state_codec: Codec,
    /// What is sensitive in the state's JSON.
    #[serde(skip)]
    pub state_sensitive: Sensitive,
}

/// A state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct StateSpec {
    /// Its name.
    pub name: &'static str,
    /// The state of version 0.
    pub initial: bool,
    /// Nothing needs to lead out of it.
    pub terminal: bool,
}

/// An event type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct EventSpec {
    /// The name on the wire.
    pub name: &'static str,
    /// The present version.
    pub version: u32,
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TransitionSpec {
    /// The events' names on the wire; one, unless the handler takes a set.
    pub events: Vec<&'static str>,
    /// The states it leads out of, groups resolved.
    pub from: Vec<&'static str>,
    /// The states it may lead to, groups resolved. The state's own name where the state is a struct.
    pub to: Vec<&'static str>,
    /// The handler's function.
    pub handler: &'static str,
    /// Folds what is stored and refuses what is new.
    pub retired: bool,
    /// Where the handler stands.
    pub place: SourcePlace,
}

/// A place in the source.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct SourcePlace {
    /// As `file!()` gives it.
    pub file: &'static str,
    /// From 1.
    pub line: u32,
}

/// A guard.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GuardSpec {
    /// Its function.
    pub name: &'static str,
    /// The names of the events that it is asked about.
    pub events: Vec<&'static str>,
}

/// A (state, event) pair that is ignored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IgnoreSpec {
    /// The state's name.
    pub state: &'static str,
    /// The event's name.
    pub event: &'static str,
}

/// A group of states, by `group Active = Playing | Paused`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GroupSpec {
    /// Its name.
    pub name: &'static str,
    /// Its leaves, groups within it resolved.
    pub states: Vec<&'static str>,
}

/// What happens to a pair that has no row and is not ignored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Otherwise {
    /// There is no such pair: the macro checked it.
    #[default]
    Exhaustive,
    /// Refused.
    Reject,
    /// Ignored.
    Ignore,
}

/// What happens to a stored event that the code does not know: of a type that it dropped, or of a version newer than its own, which
/// newer code wrote before it was taken back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub enum Unknown {
    /// It is an error, with its place.
    #[default]
    Error,
    /// It is passed over: the state stays, the version counts.
    Ignore,
}

impl MachineSpec {
    /// The spec of a reducer by hand: name, stream and events. Snapshots need [`with_state`](Self::with_state) too.
    pub fn new<E: Event>(name: &'static str, stream: &'static str) -> Self {
        Self::of_types(E::TYPES, name, stream)
    }

    pub(super) fn of_types(types: &[EventType], name: &'static str, stream: &'static str) -> Self {
        Self {
            name,
            stream,
            revision: 0,
            fingerprint: 0,
            is_enum: false,
            reads_meta: true,
            states: vec![StateSpec { name, initial: true, terminal: false }],
            events: types.iter().map(|t| EventSpec { name: t.name, version: t.version }).collect(),
            transitions: Vec::new(),
            guards: Vec::new(),
            invariants: Vec::new(),
            ignored: Vec::new(),
            otherwise: Otherwise::Reject,
            unknown: Unknown::Error,
            groups: Vec::new(),
            state_schema: None,
            state_codec: Codec::Postcard,
            state_sensitive: Sensitive::default(),
        }
    }

    /// Adds what a derived `State` knows: the states' names and the shape that snapshots need.
    #[must_use]
    pub fn with_state<S: State + Default>(mut self) -> Self {
        let initial = S::default().variant_index();
        let states = S::VARIANTS.iter().enumerate();
        self.states = states
            .map(|(index, state)| StateSpec { name: state.name, initial: index == initial, terminal: state.terminal })
            .collect();
        self.state_schema = Some(TypeSchema::of::<S>());
        self.state_codec = S::CODEC;
        self.state_sensitive = S::sensitive_places();
        self
    }

    /// Promises that `reduce` reads nothing of `meta`. An event is then folded once when it is dispatched, not once more with what the log recorded about it,
    /// and fingerprints are recorded where [`with_state`](Self::with_state) gives the state's shape. `#[reducer]` sees it by itself; by hand, a promise that is
    /// not kept has [`verify`](crate::History::verify) report divergences that are none.
    #[must_use]
    pub fn without_meta(mut self) -> Self {
        self.reads_meta = false;
        self
    }

    /// What takes the fingerprints of states; `None` where their shape is not known.
    pub fn fingerprinter(&self) -> Option<Fingerprinter<'_>> {
        self.state_schema.as_ref().map(|schema| Fingerprinter::new(self.name, schema, self.state_codec))
    }

    /// Passes over stored events that the code does not know: for projections. Call it once name, events and fingerprint are set.
    #[must_use]
    pub fn ignoring_unknown(mut self) -> Self {
        self.unknown = Unknown::Ignore;
        // Code that knows more events folds what this passed over, so that its snapshots are of no use to that.
        for event in &self.events {
            let known = format!("{:032x} {} {}", self.fingerprint, event.name, event.version);
            self.fingerprint = xxh3_128(known.as_bytes());
        }
        self
    }

    /// Whether what could not be decoded is passed over.
    pub(crate) fn passes_over(&self, error: &DecodeError) -> bool {
        self.unknown == Unknown::Ignore && error.is_unknown()
    }

    /// Sets the revision, to be raised when the reducer's logic changes.
    #[must_use]
    pub fn with_revision(mut self, revision: u32) -> Self {
        self.revision = revision;
        self
    }
}
