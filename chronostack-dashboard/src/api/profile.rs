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
    let kept = shared.stack.as_ref().map(chronostack::ChronoStack::profile);
    let profile = kept.or_else(|| shared.profile.clone());
    profile.map(Answer).ok_or_else(|| {
        ApiError::not_found("no log holds where the time of commits went: its process does")
            .hint("nest the dashboard in that process, `chronostack_dashboard::router(&stack)`, or have it write one, `std::fs::write(\"profile.json\", stack.profile().to_json())`, for `chronostack serve LOG --profile profile.json`")
    })
}
