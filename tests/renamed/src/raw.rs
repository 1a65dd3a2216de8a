//! Names that are keywords.

use cs::{Event, Schema, State};
use serde::{Deserialize, Serialize};

/// A type.
#[derive(Schema, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct r#Type {
    /// A field.
    pub r#match: u8,
}

/// An event.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct r#Move {
    /// A field.
    pub r#loop: r#Type,
}

/// A set.
#[derive(Event, Clone, Debug, PartialEq)]
pub enum r#Happened {
    /// A variant that wraps.
    r#Move(r#Move),
    /// A variant of its own, with the names that generated code uses.
    Become {
        /// A field.
        r#type: u8,
        /// A field.
        out: u8,
        /// A field.
        index: u8,
        /// A field.
        payload: u8,
        /// A field.
        codec: u8,
    },
}

/// A state.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub enum r#Being {
    /// A variant.
    #[default]
    r#Await,
    /// A variant.
    r#Yield {
        /// A field.
        r#in: u8,
    },
}

#[cs::reducer(pub enum r#Moving, group r#While = r#Await | r#Yield)]
impl r#Being {
    #[transition(r#Await => r#Yield)]
    fn r#do(event: &r#Move) -> Self {
        Self::Yield { r#in: event.r#loop.r#match }
    }

    // Bindings with the names that generated code uses.
    #[transition(r#Yield { r#in: from } => r#Yield)]
    fn r#continue(from: u8, event: &r#Move, meta: &cs::meta::Meta) -> Self {
        let next = meta.version > 3;
        Self::Yield { r#in: from + event.r#loop.r#match + u8::from(next) }
    }
}

#[cfg(test)]
mod tests {
    use cs::{Event as _, machine::Reducer as _, schema::TypeSchema, state::State as _};

    use super::{r#Being, r#Happened, r#Move, r#Type};

    #[test]
    fn its_table_is_plain() {
        let spec = Being::machine();
        assert_eq!((spec.transitions[0].handler, spec.transitions[0].to[0]), ("do", "Yield"));
        assert_eq!((spec.groups[0].name, &spec.groups[0].states[..]), ("While", &["Await", "Yield"][..]));
        assert_eq!(Being::STREAM, "being");
    }

    #[test]
    fn what_is_raw_in_rust_is_plain_on_the_wire() {
        let names: Vec<&str> = Happened::TYPES.iter().map(|event| event.name).collect();
        assert_eq!(names, ["move", "happened.become"]);
        assert_eq!(Being::VARIANTS[0].name, "Await");
        let text = format!("{:?}", TypeSchema::of::<Move>());
        assert!(text.contains("\"loop\"") && text.contains("\"match\"") && !text.contains("r#"), "{text}");
    }

    #[test]
    fn its_events_survive() {
        let become_ = Happened::Become { r#type: 1, out: 2, index: 3, payload: 4, codec: 5 };
        for event in [Happened::Move(Move { r#loop: Type { r#match: 3 } }), become_] {
            let mut payload = Vec::new();
            event.encode(&mut payload).unwrap();
            let codec = event.event_type().codec;
            assert_eq!(Happened::decode(event.type_index(), 1, codec, &payload), Ok(event));
        }
    }
}
