//! Takes the fingerprints of one type's values.

use serde::Serialize;

use crate::{
    codec::Codec,
    fingerprint::{
        error::FingerprintError, hashing::Hashing, lanes::Lanes, shape_tag::shape_tag,
        state_fingerprint::StateFingerprint,
    },
    schema::TypeSchema,
};

/// Takes the fingerprints of a type's values, through serde and without a copy of them.
///
/// - Maps and sets hash alike in any order. Serde shows a set as it shows a list, so the schema says which is which.
/// - Numbers that are equal hash alike: 0.0 and -0.0 do, and so do all NaNs, whose bits depend on the processor.
/// - What is hashed is the same on every platform, and in every release.
#[derive(Clone, Copy, Debug)]
pub struct Fingerprinter<'s> {
    schema: &'s TypeSchema,
    codec: Codec,
    tag: u32,
}

impl<'s> Fingerprinter<'s> {
    /// For the states of the machine of that name, which have that schema, as that codec sees them: some types are texts in JSON alone.
    pub fn new(machine: &str, schema: &'s TypeSchema, codec: Codec) -> Self {
        Self { schema, codec, tag: shape_tag(machine, schema, codec) }
    }

    /// The fingerprint of `value`.
    pub fn fingerprint<T: Serialize + ?Sized>(&self, value: &T) -> Result<StateFingerprint, FingerprintError> {
        let mut lanes = Lanes::new();
        value.serialize(Hashing::new(self.schema, &mut lanes, self.codec == Codec::Json))?;
        Ok(StateFingerprint(lanes.finish() << 32 | u128::from(self.tag)))
    }

    /// Whether `recorded` is of a state of the same machine and of the same shape, so that it can be compared with those that are taken now.
    /// A projection of the same stream has states of its own.
    pub fn comparable(&self, recorded: StateFingerprint) -> bool {
        recorded.tag() == self.tag.into()
    }
}
