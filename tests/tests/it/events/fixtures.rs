//! What several of these tests need.

use std::fmt::Debug;

use chronostack::Event;

/// The payload of an event.
pub(super) fn encoded<E: Event>(event: &E) -> Vec<u8> {
    let mut payload = Vec::new();
    event.encode(&mut payload).expect("the event can be written");
    payload
}

/// Writes and reads an event.
#[track_caller]
pub(super) fn survives<E: Event + PartialEq>(event: &E) {
    let event_type = event.event_type();
    let back = E::decode(event.type_index(), event_type.version, event_type.codec, &encoded(event));
    assert_eq!(back.as_ref(), Ok(event));
}

/// `name v1`, for each type.
pub(super) fn types<E: Event>() -> Vec<String> {
    texts(E::TYPES)
}

pub(super) fn texts<T: Debug>(items: &[T]) -> Vec<String> {
    items.iter().map(|item| format!("{item:?}")).collect()
}
