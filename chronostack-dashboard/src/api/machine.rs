//! `api/machine`: a machine's table.

use std::sync::Arc;

use axum::extract::State;
use chronostack_query::MachineData;

use crate::{answer::Answer, error::Answered, parameters::Parameters, shared::Shared};

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<MachineData> {
    parameters.only(&["name"])?;
    let machine = shared.machine(parameters.required("name")?)?;
    Ok(Answer(MachineData::of(machine.as_ref())))
}
