//! What a state machine is: the reducer that moves it and its table as data.

mod analysis;
mod diagram;
mod dispatch;
mod exhaustive;
mod invariant;
mod reducer;
mod spec;
mod table;

pub use analysis::{Cell, Matrix};
pub use dispatch::{GuardAnswer, guard, initial, no_transition, retired, take};
pub use invariant::{BrokenInvariant, InvariantAnswer};
pub use reducer::{Outcome, Reducer, Rejection, Transition};
pub use spec::{
    EventSpec, GroupSpec, GuardSpec, IgnoreSpec, MachineSpec, Otherwise, SourcePlace, StateSpec, TransitionSpec,
    Unknown,
};
pub use table::{Column, FromStates, Row, Table, types_of_variant};
