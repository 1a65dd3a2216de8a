//! Events survive serialization.

use crate::{
    event::{Event, Recorded},
    machine::Reducer,
    testing::{law::Moved, payload, suite::Suite},
};

pub(super) fn law<R: Reducer>(_: &Suite<R>, events: &[Recorded<R::Event>]) -> Result<(), String> {
    events.iter().try_for_each(|recorded| {
        let name = recorded.event.event_type().name;
        survives(&recorded.event).map_err(|error| format!("version {} (`{name}`): {error}", recorded.meta.version))
    })
}

pub(super) fn of_event<R: Reducer>(_: &Suite<R>, moved: &Moved<'_, R>) -> Result<(), String> {
    survives(moved.event)
}

fn survives<E: Event>(event: &E) -> Result<(), String> {
    let (index, event_type) = (event.type_index(), event.event_type());
    let bytes = payload::bytes(event)?;
    let stored = E::decode(index, event_type.version, event_type.codec, &bytes)
        .map_err(|error| format!("the payload cannot be read back: {error}"))?;
    same(event, &stored, &bytes, "written and read back")?;

    let json = payload::text(event).map_err(|error| format!("the payload does not fit the event's schema: {error}"))?;
    let imported = payload::parse(index, &json)
        .map_err(|error| format!("an export could not be imported: {error}; it would be {json}"))?;
    same(event, &imported, &bytes, "exported and imported")
}

fn same<E: Event>(event: &E, again: &E, bytes: &[u8], how: &str) -> Result<(), String> {
    // A field that is not written at all shows in the debug form only; where that walks a hash map it says nothing.
    let shown = |event: &E| (!(event.event_type().schema)().has_unordered()).then(|| format!("{event:?}"));
    if payload::bytes(again)? == bytes && shown(event) == shown(again) {
        Ok(())
    } else {
        Err(format!("the event is another once {how}: from {event:?} to {again:?}"))
    }
}
