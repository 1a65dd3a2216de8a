//! What a state machine is: the reducer that moves it and its table as data.

mod reducer;
mod spec;

pub use reducer::{Outcome, Reducer, Rejection, Transition};
pub use spec::{
    EventSpec, GroupSpec, GuardSpec, IgnoreSpec, MachineSpec, Otherwise, SourcePlace, StateSpec, TransitionSpec,
};
