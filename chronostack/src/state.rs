//! States as the macros see them: named variants.

use crate::schema::{Schema, Sensitive, TypeSchema};

/// A state whose variants are known. Derive it; on a struct there is one variant, named as the type.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a state",
    label = "`State` is not implemented for `{Self}`",
    note = "add `#[derive(State, Clone, Default, serde::Serialize, serde::Deserialize)]` to it"
)]
pub trait State: Schema {
    /// The variants, in order.
    const VARIANTS: &'static [StateVariant];

    /// The codec of its snapshots: `#[state(codec = json)]` for what postcard cannot carry.
    const CODEC: crate::codec::Codec = crate::codec::Codec::Postcard;

    /// Which of [`VARIANTS`](Self::VARIANTS) this value is.
    fn variant_index(&self) -> usize;

    /// The present variant's name.
    fn variant_name(&self) -> &'static str {
        // No panic, so that a name that nobody asks for costs nothing.
        Self::VARIANTS.get(self.variant_index()).map_or("", |variant| variant.name)
    }

    /// The shape of its snapshots.
    fn schema() -> TypeSchema
    where
        Self: Sized,
    {
        TypeSchema::of::<Self>()
    }

    /// What is sensitive in its JSON.
    fn sensitive_places() -> Sensitive
    where
        Self: Sized,
    {
        Sensitive::of(<Self as Schema>::sensitive)
    }
}

/// One variant of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StateVariant {
    /// The variant's Rust name.
    pub name: &'static str,
    /// Nothing needs to lead out of it: `#[state(terminal)]`.
    pub terminal: bool,
}
