//! `api/profile`: where the time of this process's commits went.

use std::sync::Arc;

use axum::extract::State;
use chronostack::profile::Profile;

use crate::{
    answer::Answer,
    error::{Answered, ApiError},
    parameters::Parameters,
    shared::Shared,
};

pub(super) async fn answer(State(shared): State<Arc<Shared>>, parameters: Parameters) -> Answered<Profile> {
    parameters.only(&[])?;
    let profile = shared.stack.as_ref().map(chronostack::ChronoStack::profile);
    profile.map(Answer).ok_or_else(|| {
        ApiError::not_found("no log holds where the time of commits went: its process does")
            .hint("nest the dashboard in that process, `chronostack_dashboard::router(&stack)`, or write a profile there for `chronostack profile FILE`")
    })
}
