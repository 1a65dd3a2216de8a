//! Structs and tuples, which hold so many values as their type says.

use serde::{
    Serialize,
    ser::{
        Error as _, SerializeStruct, SerializeStructVariant, SerializeTuple, SerializeTupleStruct,
        SerializeTupleVariant,
    },
};

use crate::{
    fingerprint::{error::FingerprintError, hashing::Hashing},
    schema::{Field, Shape},
};

/// The parts of a struct or a tuple, one behind the other.
pub(super) struct Items<'h, 's> {
    hashing: Hashing<'h, 's>,
    parts: Parts<'s>,
    next: usize,
}

/// The shapes of the parts.
pub(super) enum Parts<'s> {
    Tuple(&'s [Shape]),
    Struct(&'s [Field]),
}

impl<'h, 's> Items<'h, 's> {
    pub(super) fn new(hashing: Hashing<'h, 's>, parts: Parts<'s>, length: usize) -> Result<Self, FingerprintError> {
        let said = match &parts {
            Parts::Tuple(shapes) => shapes.len(),
            Parts::Struct(fields) => fields.len(),
        };
        if said == length { Ok(Self { hashing, parts, next: 0 }) } else { Err(other_number(said, length)) }
    }

    fn part<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FingerprintError> {
        let shape = match &self.parts {
            Parts::Tuple(shapes) => shapes.get(self.next),
            Parts::Struct(fields) => fields.get(self.next).map(|field| &field.shape),
        };
        self.next += 1;
        match shape {
            Some(shape) => value.serialize(self.hashing.of(shape)),
            None => Err(other_number(self.next - 1, self.next)),
        }
    }

    fn finish(self) -> Result<(), FingerprintError> {
        // What is left out would leave the hash of what stands behind it in doubt.
        Self::new(self.hashing, self.parts, self.next).map(|_| ())
    }
}

#[cold]
fn other_number(said: usize, shown: usize) -> FingerprintError {
    FingerprintError::custom(format_args!("the schema says {said} parts, and serde shows {shown}"))
}

macro_rules! parts {
    ($($trait:ident $function:ident($($key:ident)?);)+) => {
        $(
            impl $trait for Items<'_, '_> {
                type Ok = ();
                type Error = FingerprintError;

                fn $function<T: Serialize + ?Sized>(
                    &mut self,
                    $($key: &'static str,)?
                    value: &T,
                ) -> Result<(), FingerprintError> {
                    $(let _ = $key;)?
                    self.part(value)
                }

                fn end(self) -> Result<(), FingerprintError> {
                    self.finish()
                }
            }
        )+
    };
}

parts! {
    SerializeTuple serialize_element();
    SerializeTupleStruct serialize_field();
    SerializeTupleVariant serialize_field();
    SerializeStruct serialize_field(key);
    SerializeStructVariant serialize_field(key);
}
