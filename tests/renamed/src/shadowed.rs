//! A module whose own types have the names that generated code would use by habit.

use serde::{Deserialize, Serialize};

/// Not std's.
#[derive(cs::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Result(pub u8);
/// Not std's.
#[derive(cs::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Option(pub u8);
/// Not std's.
#[derive(cs::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Vec(pub u8);
/// Not std's.
#[derive(cs::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct String(pub u8);
/// Not std's.
#[derive(cs::Schema, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Box(pub u8);

/// Not std's, and no trait.
pub trait From {}
/// Not std's, and no trait.
pub trait Into {}
/// No schema.
pub trait Schema {}
/// No function.
#[allow(non_snake_case, reason = "it is to hide the variant of that name")]
pub fn Ok() {}
/// No function.
#[allow(non_snake_case, reason = "it is to hide the variant of that name")]
pub fn Err() {}
/// No function.
#[allow(non_snake_case, reason = "it is to hide the variant of that name")]
pub fn Some() {}
/// No constant.
#[allow(non_upper_case_globals, reason = "it is to hide the variant of that name")]
pub const None: u8 = 0;

/// One event type.
#[derive(cs::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(version = 2, upcast(PlacedV1))]
pub struct Placed {
    /// A field.
    pub result: Result,
    /// A field.
    pub option: Option,
    /// A field.
    pub vec: Vec,
    /// A field.
    pub string: String,
}

/// Its first version.
#[derive(cs::Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "placed")]
pub struct PlacedV1;

impl core::convert::From<PlacedV1> for Placed {
    fn from(_: PlacedV1) -> Self {
        Self { result: Result(1), option: Option(1), vec: Vec(1), string: String(1) }
    }
}

/// A set named as the trait is.
#[derive(cs::Event, Clone, Debug, PartialEq)]
pub enum Event {
    /// A variant that wraps.
    Placed(Placed),
    /// A variant of its own.
    Boxed {
        /// A field.
        string: String,
        /// A field.
        boxed: Box,
    },
    /// A variant of its own.
    Both(Result, Option),
    /// A variant without fields.
    Closed,
}

/// A state named as the trait is.
#[derive(cs::State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum State {
    /// A variant.
    #[default]
    Ok,
    /// A variant.
    Err(Result),
}

#[cs::reducer(event = Event, stream = "shadowed", ignore((Ok, Event::Closed), (_, Event::Boxed)))]
impl State {
    #[transition(_ => Err)]
    fn place(event: &Placed) -> Self {
        Self::Err(event.result.clone())
    }

    #[transition(Ok => Err)]
    fn both(Event::Both(result, _): &Event) -> Self {
        Self::Err(result.clone())
    }

    #[transition(Err(from) => Err)]
    fn both_again(from: Result, Event::Both(result, _): &Event) -> Self {
        Self::Err(Result(from.0 + result.0))
    }

    #[transition(Err(_) => Ok)]
    fn close(Event::Closed: &Event) -> Self {
        Self::Ok
    }

    #[guard]
    fn is_small(&self, event: &Placed) -> core::result::Result<(), &'static str> {
        if event.result.0 < 9 { core::result::Result::Ok(()) } else { core::result::Result::Err("large") }
    }
}

/// A state, with a set that is made, named as a trait is.
#[derive(cs::State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Reducer {
    string: core::option::Option<String>,
}

#[cs::reducer(pub enum Clone)]
impl Reducer {
    fn placed(&mut self, event: &Placed) {
        self.string = core::option::Option::Some(event.string.clone());
    }
}

#[cfg(test)]
mod tests {
    use cs::{Event as _, machine::Reducer as _};

    use super::{Event, Option, Placed, PlacedV1, Result, State};

    #[test]
    fn its_machine_runs() {
        let state = State::Err(Result(1));
        assert!(state.check(&Placed::from(PlacedV1).into()).is_ok());
        assert_eq!(State::machine().cell("Ok", "event.closed"), cs::machine::Cell::Ignored);
        assert_eq!(super::Reducer::machine().events.len(), 1);
    }

    #[test]
    fn its_events_survive() {
        for event in [Placed::from(PlacedV1).into(), Event::Both(Result(3), Option(4)), Event::Closed] {
            let mut payload = std::vec::Vec::new();
            event.encode(&mut payload).unwrap();
            let event_type = event.event_type();
            let back = Event::decode(event.type_index(), event_type.version, event_type.codec, &payload);
            assert_eq!(back.unwrap(), event);
        }
    }
}
