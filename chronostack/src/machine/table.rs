//! The table as generated code holds it: a constant, checked at compile time, and turned into the spec at run time.

use crate::{
    codec::Codec,
    const_message::const_eq,
    event::{Event, EventType, EventVariant},
    machine::{
        reducer::Reducer,
        spec::{
            GroupSpec, GuardSpec, IgnoreSpec, MachineSpec, Otherwise, SourcePlace, StateSpec, TransitionSpec, Unknown,
        },
    },
    schema::{Sensitive, TypeSchema},
    state::StateVariant,
};

/// What `#[reducer]` knows of a machine, beside the variants of its state and of its events.
#[doc(hidden)]
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    pub stream: &'static str,
    pub revision: u32,
    pub fingerprint: u128,
    pub is_enum: bool,
    pub reads_meta: bool,
    pub otherwise: Otherwise,
    pub unknown: Unknown,
    pub states: &'static [StateVariant],
    pub events: &'static [EventVariant],
    /// The path of the set of events; empty where the set was made out of the handlers' events.
    pub set: &'static str,
    /// The states that rows and `ignore(..)` name, each once.
    pub names: &'static [&'static str],
    pub columns: &'static [Column],
    pub rows: &'static [Row],
    /// Pairs that are ignored, each with its column.
    pub ignored: &'static [(usize, FromStates)],
    /// Guards, each with the column of its event.
    pub guards: &'static [(&'static str, usize)],
    pub invariants: &'static [&'static str],
    /// Groups, each with its states.
    pub groups: &'static [(&'static str, &'static [&'static str])],
}

/// An event that the impl names.
#[doc(hidden)]
#[derive(Debug)]
pub struct Column {
    /// The event types: one, or those of a set within the set.
    pub types: &'static [EventType],
    /// How `ignore(..)` names it.
    pub name: &'static str,
    /// A handler's parameter for it, as `event: &Placed`.
    pub param: &'static str,
    /// The states in which it is decided: bit `n % 64` of word `n / 64` is the n-th of [`Table::names`].
    pub decided: &'static [u64],
    /// Whether it is decided in the states that it does not name too.
    pub rest: bool,
}

/// A handler's row.
#[doc(hidden)]
#[derive(Debug)]
pub struct Row {
    pub column: usize,
    pub from: FromStates,
    pub to: &'static [&'static str],
    pub handler: &'static str,
    pub retired: bool,
    pub place: SourcePlace,
}

/// The states that a row is taken in: no two of a column have one in common.
#[doc(hidden)]
#[derive(Debug)]
pub struct FromStates {
    pub states: &'static [&'static str],
    /// Whether the states that nothing of the column names belong here too.
    pub rest: bool,
}

impl Table {
    /// The spec of `R`, whose table this is. What its `State` says is given, so that a state without that trait is an
    /// error in one place.
    pub fn spec<R: Reducer>(
        &self,
        initial: usize,
        state_schema: TypeSchema,
        state_codec: Codec,
        state_sensitive: Sensitive,
    ) -> MachineSpec {
        let spec = self.spec_of(<R::Event as Event>::TYPES, initial, state_schema, state_codec);
        MachineSpec { state_sensitive, ..spec }
    }

    /// The same for every reducer, so that it is compiled once.
    fn spec_of(
        &self,
        types: &[EventType],
        initial: usize,
        state_schema: TypeSchema,
        state_codec: Codec,
    ) -> MachineSpec {
        let mut spec = MachineSpec::of_types(types, self.name, self.stream);
        let states = self.states.iter().enumerate();
        spec.states = states
            .map(|(index, state)| StateSpec { name: state.name, initial: index == initial, terminal: state.terminal })
            .collect();
        spec.state_schema = Some(state_schema);
        spec.state_codec = state_codec;
        spec.revision = self.revision;
        spec.fingerprint = self.fingerprint;
        spec.is_enum = self.is_enum;
        spec.reads_meta = self.reads_meta;
        spec.otherwise = self.otherwise;
        spec.transitions = self.rows.iter().map(|row| self.transition(row)).collect();
        spec.guards =
            self.guards.iter().map(|(name, column)| GuardSpec { name, events: self.events_of(*column) }).collect();
        spec.invariants = self.invariants.to_vec();
        spec.ignored = self.ignored.iter().flat_map(|(column, from)| self.ignored(*column, from)).collect();
        spec.groups = self.groups.iter().map(|(name, states)| GroupSpec { name, states: states.to_vec() }).collect();
        if self.unknown == Unknown::Ignore { spec.ignoring_unknown() } else { spec }
    }

    fn transition(&self, row: &Row) -> TransitionSpec {
        TransitionSpec {
            events: self.events_of(row.column),
            from: self.states_of(row.column, &row.from),
            to: row.to.to_vec(),
            handler: row.handler,
            retired: row.retired,
            place: row.place,
        }
    }

    fn ignored(&self, column: usize, from: &FromStates) -> impl Iterator<Item = IgnoreSpec> {
        let events = self.events_of(column);
        let states = self.states_of(column, from);
        states
            .into_iter()
            .flat_map(move |state| events.clone().into_iter().map(move |event| IgnoreSpec { state, event }))
    }

    fn events_of(&self, column: usize) -> Vec<&'static str> {
        self.columns[column].types.iter().map(|event| event.name).collect()
    }

    /// The states of `from`, what it does not name resolved.
    fn states_of(&self, column: usize, from: &FromStates) -> Vec<&'static str> {
        if !from.rest {
            return from.states.to_vec();
        }
        let rows = self.rows.iter().filter(|row| row.column == column).map(|row| &row.from);
        let ignored = self.ignored.iter().filter(|(at, _)| *at == column).map(|(_, from)| from);
        let named: Vec<&str> =
            rows.chain(ignored).filter(|other| !other.rest).flat_map(|other| other.states.iter().copied()).collect();
        self.states.iter().map(|state| state.name).filter(|state| !named.contains(state)).collect()
    }
}

/// The event types of the variant `name`; none where there is no such variant, which rustc reports at the name.
#[doc(hidden)]
pub const fn types_of_variant(variants: &[EventVariant], name: &str) -> &'static [EventType] {
    let mut index = 0;
    while index < variants.len() {
        if const_eq(variants[index].name, name) {
            return variants[index].types;
        }
        index += 1;
    }
    &[]
}
