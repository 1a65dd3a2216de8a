//! What `#[derive(Event)]` makes: names, payloads, older versions, sets.

mod names;
mod older;
mod own_variants;
mod payloads;
mod sets;

use std::fmt::Debug;

use chronostack::Event;

/// The payload of an event.
fn encoded<E: Event>(event: &E) -> Vec<u8> {
    let mut payload = Vec::new();
    event.encode(&mut payload).expect("the event can be written");
    payload
}

/// Writes and reads an event.
#[track_caller]
fn survives<E: Event + PartialEq>(event: &E) {
    let event_type = event.event_type();
    let back = E::decode(event.type_index(), event_type.version, event_type.codec, &encoded(event));
    assert_eq!(back.as_ref(), Ok(event));
}

/// `name v1`, for each type.
fn types<E: Event>() -> Vec<String> {
    texts(E::TYPES)
}

fn texts<T: Debug>(items: &[T]) -> Vec<String> {
    items.iter().map(|item| format!("{item:?}")).collect()
}
