//! What the table says about itself.

use crate::{machine::Reducer, testing::suite::Suite};

/// No state is out of reach of the initial one.
pub fn every_state_can_be_reached<R: Reducer>(_: &Suite<R>) {
    let machine = R::machine();
    let unreachable = machine.unreachable_states();
    assert!(
        !has_table(machine) || unreachable.is_empty(),
        "`{}`: no transition leads to {}\n\
         why: a state that cannot be reached is dead code, or a `=> Target` is missing\n\
         fix: add the transition, or remove the state",
        machine.name,
        quoted(&unreachable)
    );
}

/// A state that nothing leads out of says `#[state(terminal)]`.
pub fn dead_ends_are_terminal<R: Reducer>(_: &Suite<R>) {
    let machine = R::machine();
    let dead_ends = machine.dead_ends();
    assert!(
        !has_table(machine) || dead_ends.is_empty(),
        "`{}`: nothing leads out of {}\n\
         why: either that is the end, or a machine in this state is stuck\n\
         fix: mark the state #[state(terminal)], or add a transition that leads out of it",
        machine.name,
        quoted(&dead_ends)
    );
}

/// Where any state is terminal, one can be reached from every state.
pub fn every_state_can_come_to_an_end<R: Reducer>(_: &Suite<R>) {
    let machine = R::machine();
    let endless = machine.states_without_end();
    assert!(
        !has_table(machine) || endless.is_empty(),
        "`{}`: from {} no transitions lead to a state that is terminal\n\
         why: others come to an end, and a machine in such a state never will\n\
         fix: mark the state in which it may rest #[state(terminal)], or add a transition that leads on",
        machine.name,
        quoted(&endless)
    );
}

/// A reducer by hand need not list its rows; then nothing can be said about them.
fn has_table(machine: &crate::machine::MachineSpec) -> bool {
    !machine.transitions.is_empty()
}

fn quoted(names: &[&str]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}
