//! Lists, sets and maps, which hold any number of values.

use serde::{
    Serialize,
    ser::{Error as _, SerializeMap, SerializeSeq},
};

use crate::{
    fingerprint::{error::FingerprintError, hashing::Hashing, lanes::Lanes},
    schema::Shape,
};

/// The items of a list, or the entries of a set or a map.
pub(super) struct Entries<'h, 's> {
    hashing: Hashing<'h, 's>,
    key: &'s Shape,
    value: &'s Shape,
    order: Order,
    count: u64,
}

enum Order {
    /// Behind their number, which is this, one behind the other.
    Ordered(u64),
    /// Each alone; this is the sum of their hashes, and of the key that is waiting for its value, so far.
    Unordered { sum: u128, entry: Lanes },
}

impl<'h, 's> Entries<'h, 's> {
    pub(super) fn ordered(hashing: Hashing<'h, 's>, item: &'s Shape, length: usize) -> Self {
        hashing.lanes.word(length as u64);
        Self { hashing, key: item, value: item, order: Order::Ordered(length as u64), count: 0 }
    }

    pub(super) fn unordered(hashing: Hashing<'h, 's>, key: &'s Shape, value: &'s Shape) -> Self {
        Self { hashing, key, value, order: Order::Unordered { sum: 0, entry: Lanes::new() }, count: 0 }
    }

    fn finish(self) -> Result<(), FingerprintError> {
        match self.order {
            Order::Ordered(length) if length != self.count => {
                Err(FingerprintError::custom(format_args!("a list of {length} items shows {}", self.count)))
            }
            Order::Ordered(_) => Ok(()),
            Order::Unordered { sum, .. } => {
                self.hashing.lanes.word(self.count);
                self.hashing.lanes.wide(sum);
                Ok(())
            }
        }
    }
}

impl SerializeSeq for Entries<'_, '_> {
    type Ok = ();
    type Error = FingerprintError;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), FingerprintError> {
        self.count += 1;
        match &mut self.order {
            Order::Ordered(_) => item.serialize(self.hashing.of(self.key)),
            Order::Unordered { sum, .. } => {
                let mut entry = Lanes::new();
                item.serialize(self.hashing.apart(self.key, &mut entry))?;
                *sum = sum.wrapping_add(entry.finish());
                Ok(())
            }
        }
    }

    fn end(self) -> Result<(), FingerprintError> {
        self.finish()
    }
}

impl SerializeMap for Entries<'_, '_> {
    type Ok = ();
    type Error = FingerprintError;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), FingerprintError> {
        let Order::Unordered { entry, .. } = &mut self.order else { return Ok(()) };
        *entry = Lanes::new();
        key.serialize(self.hashing.apart(self.key, entry))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), FingerprintError> {
        let Order::Unordered { sum, entry } = &mut self.order else { return Ok(()) };
        value.serialize(self.hashing.apart(self.value, entry))?;
        *sum = sum.wrapping_add(entry.finish());
        self.count += 1;
        Ok(())
    }

    fn end(self) -> Result<(), FingerprintError> {
        self.finish()
    }
}
