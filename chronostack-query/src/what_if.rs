//! What would have been, had events been others.

use chronostack::{
    codec::DecodeError,
    diff::{Change, Diff, StateView},
    event::{Event, Recorded},
    history::{Edit, EditError, Edited, EditedEvent, History},
    id::{EventId, LogId},
    interchange::{CloudEvent, ExportError},
    machine::Reducer,
    meta::Meta,
    time::Timestamp,
};
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::RawValue;

use crate::names::nearest;

/// One thing that is to be otherwise: `{"leave_out": V}`, `{"replace": V, "type": T, "data": …}` or `{"insert_after": V, "type": T, "data": …}`.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "Written")]
pub enum EditData {
    /// The event of this version did not happen.
    LeaveOut(u64),
    /// Another one happened in its place.
    Replace(u64, NewEvent),
    /// One more happened behind it; 0 is before the first.
    InsertAfter(u64, NewEvent),
}

/// An event that did not happen.
#[derive(Clone, Debug)]
pub struct NewEvent {
    /// The event type's name.
    pub event: String,
    /// What it holds, in the newest version of its type.
    pub data: Box<RawValue>,
}

/// An edit as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    leave_out: Option<u64>,
    replace: Option<u64>,
    insert_after: Option<u64>,
    #[serde(rename = "type")]
    event: Option<String>,
    data: Option<Box<RawValue>>,
}

impl TryFrom<Written> for EditData {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, &'static str> {
        let Written { leave_out, replace, insert_after, event, data } = written;
        match (leave_out, replace, insert_after, event, data) {
            (Some(version), None, None, None, None) => Ok(Self::LeaveOut(version)),
            (None, Some(version), None, Some(event), Some(data)) => {
                Ok(Self::Replace(version, NewEvent { event, data }))
            }
            (None, None, Some(version), Some(event), Some(data)) => {
                Ok(Self::InsertAfter(version, NewEvent { event, data }))
            }
            _ => {
                Err("an edit is one of `leave_out`, `replace` and `insert_after`, the last two with `type` and `data`")
            }
        }
    }
}

/// An edit cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum WhatIfError {
    /// It names an event that is not there.
    #[error(transparent)]
    Edit(#[from] EditError),
    /// The machine has no such event.
    #[error("edit version {version}: the machine has no event `{event}`")]
    NoType {
        /// The version that the edit names.
        version: u64,
        /// What was asked for.
        event: String,
        /// The machine's events whose names come nearest.
        nearest: Vec<String>,
    },
    /// The data is not that of the event.
    #[error("edit version {version}: the data is none of `{event}`: {source}")]
    Data {
        /// The version that the edit names.
        version: u64,
        /// The event type's name.
        event: String,
        /// What does not fit.
        source: DecodeError,
    },
    /// The other history cannot be written.
    #[error(transparent)]
    Export(#[from] ExportError),
}

/// Two futures of one stream, side by side.
#[derive(Clone, Debug, Serialize)]
pub struct WhatIf {
    /// The version of the original from which on the states differ; `None` if they never do.
    pub parts_at: Option<u64>,
    /// The events of both, from the first that an edit names on.
    pub rows: Vec<FutureRow>,
    /// Whether there are more rows.
    pub more: bool,
    /// How the original ends.
    pub original: FutureEnd,
    /// How the other ends.
    pub altered: FutureEnd,
    /// The events that could not have happened, in order.
    pub refused: Vec<RefusedData>,
    /// From the original's end to the other's.
    pub changes: Vec<Change>,
}

/// An event of the original beside what became of it.
#[derive(Clone, Debug, Serialize)]
pub struct FutureRow {
    /// `None` for an event that was inserted.
    pub original: Option<FutureStep>,
    /// `None` for an event that was left out, or could not have happened.
    pub altered: Option<FutureStep>,
}

/// An event in one of the futures.
#[derive(Clone, Debug, Serialize)]
pub struct FutureStep {
    /// Its version there.
    pub version: u64,
    /// The event type's name.
    #[serde(rename = "type")]
    pub event: &'static str,
    /// The state that it leads to.
    pub to: &'static str,
    /// The transition that it makes; `None` where the state ignores it.
    pub transition: Option<String>,
    /// Whether both futures have the same state then.
    pub same_state: bool,
    /// Whether an edit names it.
    pub edited: bool,
}

/// Where a future ends.
#[derive(Clone, Debug, Serialize)]
pub struct FutureEnd {
    /// Its last version.
    pub version: u64,
    /// The name of its last state.
    pub name: &'static str,
    /// Its last state.
    #[serde(serialize_with = "as_json")]
    pub state: StateView,
}

fn as_json<S: Serializer>(state: &StateView, serializer: S) -> Result<S::Ok, S::Error> {
    state.json().serialize(serializer)
}

/// An event that could not have happened.
#[derive(Clone, Debug, Serialize)]
pub struct RefusedData {
    /// Its version in the original; for an inserted one the version that it was to have.
    pub version: u64,
    /// The event type's name.
    #[serde(rename = "type")]
    pub event: &'static str,
    /// Why not: the guard that said no, or the row that is missing.
    pub message: String,
}

pub(crate) fn what_if<R: Reducer>(
    original: &History<R>,
    edits: &[EditData],
    rows: usize,
) -> Result<WhatIf, WhatIfError> {
    let Edited { history: altered, events, shared, .. } = edited(original, edits)?;
    let futures = Futures { original, altered: &altered };
    let (mut shown, mut more, mut parts_at) = (Vec::new(), false, None);
    let mut place = Place { original: shared, altered: shared, same: true };
    let ends = original.version();
    for event in events.iter().filter(|event| event.original.is_none_or(|version| version <= ends)) {
        place.reach(event, &futures);
        if !place.same && parts_at.is_none() {
            parts_at = Some(event.original.unwrap_or_else(|| (place.original + 1).min(ends)));
        }
        if event.original.or(event.altered).is_none() {
            // What was inserted and could not have happened is told among the refused.
            continue;
        }
        if shown.len() < rows {
            shown.push(futures.row(event, place.same));
            continue;
        }
        more = true;
        if parts_at.is_some() {
            break;
        }
    }
    let refused = altered.refused().iter().map(|refused| RefusedData {
        version: refused.recorded.meta.version,
        event: refused.recorded.event.event_type().name,
        message: refused.reason(),
    });
    Ok(WhatIf {
        parts_at,
        more,
        rows: shown,
        refused: refused.collect(),
        changes: Diff::of_states(original.state(), altered.state()).changes().to_vec(),
        original: FutureEnd::of(original),
        altered: FutureEnd::of(&altered),
    })
}

/// The other history as lines.
pub(crate) fn lines_if<R: Reducer>(original: &History<R>, edits: &[EditData]) -> Result<String, WhatIfError> {
    Ok(edited(original, edits)?.history.try_to_jsonl()?)
}

fn edited<R: Reducer>(original: &History<R>, edits: &[EditData]) -> Result<Edited<R>, WhatIfError> {
    let edit = |edit: &EditData| {
        Ok(match edit {
            EditData::LeaveOut(version) => Edit::LeaveOut(*version),
            EditData::Replace(version, new) => Edit::Replace(*version, event::<R>(original, *version, new)?),
            EditData::InsertAfter(version, new) => Edit::InsertAfter(*version, event::<R>(original, *version, new)?),
        })
    };
    let edits: Result<Vec<_>, WhatIfError> = edits.iter().map(edit).collect();
    Ok(original.edit(edits?)?)
}

/// The event that the data is.
fn event<R: Reducer>(history: &History<R>, version: u64, new: &NewEvent) -> Result<R::Event, WhatIfError> {
    let types = R::Event::TYPES;
    let Some(newest) = types.iter().filter(|known| known.name == new.event).map(|known| known.version).max() else {
        let nearest = nearest(&new.event, types.iter().map(|known| known.name));
        return Err(WhatIfError::NoType { version, event: new.event.clone(), nearest });
    };
    // Nothing of it is looked at.
    let meta = Meta::new(EventId { log: LogId(0), position: 1 }, history.stream().clone(), 1, Timestamp::UNIX_EPOCH);
    let line = CloudEvent { meta, name: new.event.clone(), version: newest, data: new.data.clone(), kind: None };
    let event = line.into_event::<R::Event>();
    let Recorded { event, .. } =
        event.map_err(|source| WhatIfError::Data { version, event: new.event.clone(), source })?;
    Ok(event)
}

struct Futures<'a, R: Reducer> {
    original: &'a History<R>,
    altered: &'a History<R>,
}

/// How far both futures have come.
struct Place {
    original: u64,
    altered: u64,
    same: bool,
}

impl Place {
    fn reach<R: Reducer>(&mut self, event: &EditedEvent, futures: &Futures<'_, R>) {
        self.original = event.original.unwrap_or(self.original);
        self.altered = event.altered.unwrap_or(self.altered);
        let view = |history: &History<R>, version| history.at(version).map(|state| StateView::of(&state));
        self.same = view(futures.original, self.original) == view(futures.altered, self.altered);
    }
}

impl<R: Reducer> Futures<'_, R> {
    fn row(&self, event: &EditedEvent, same_state: bool) -> FutureRow {
        let step = |history: &History<R>, version: Option<u64>| {
            let step = history.step(version?)?;
            Some(FutureStep {
                version: step.version(),
                event: step.event().event_type().name,
                to: step.after().state_name(),
                transition: step.transition().map(|transition| transition.to_string()),
                same_state,
                edited: event.edited,
            })
        };
        FutureRow { original: step(self.original, event.original), altered: step(self.altered, event.altered) }
    }
}

impl FutureEnd {
    fn of<R: Reducer>(history: &History<R>) -> Self {
        let state = history.state();
        Self { version: history.version(), name: state.state_name(), state: StateView::of(state) }
    }
}
