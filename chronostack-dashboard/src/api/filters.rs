//! The parameters that say which events are meant.

use chronostack_query::Start;

use crate::{error::ApiError, events::Search, parameters::Parameters};

/// Their names.
pub(super) const NAMES: [&str; 10] =
    ["stream", "type", "since", "until", "actor", "correlation", "text", "from", "last", "limit"];

/// Which events are meant.
pub(super) fn search(parameters: &Parameters) -> Result<Search, ApiError> {
    let from = parameters.number("from", 1..=u64::MAX)?.map(Start::Position);
    let last = parameters.number("last", 1..=u64::MAX)?.map(Start::Last);
    let since = parameters.time("since")?.map(Start::Time);
    if last.is_some() && since.is_some() {
        return Err(ApiError::bad_request("`last` and `since` both say where to start: give one of them"));
    }
    let query = chronostack_query::EventQuery {
        stream: parameters.selector("stream")?,
        types: parameters.all("type").map(str::to_owned).collect(),
        // Where an answer says to go on is behind where the first of them started.
        start: from.or(last).or(since).unwrap_or_default(),
        until: parameters.time("until")?,
        limit: None,
    };
    Ok(Search {
        query,
        actor: parameters.text("actor")?.map(str::to_owned),
        correlation: parameters.parsed("correlation", "an event's id")?,
        text: parameters.text("text")?.filter(|text| !text.is_empty()).map(str::to_lowercase),
    })
}
