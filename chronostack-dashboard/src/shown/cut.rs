//! What is told of that which is not shown as it is.

use serde::Serialize;

/// Something that is not shown as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Cut {
    /// Where it stands in what is shown.
    pub(super) pointer: String,
    pub(super) what: What,
    /// How many bytes, levels, items or digits there are.
    pub(super) of: u64,
}

/// What is not shown as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum What {
    /// A text, or a field's name, whose end is left out.
    Text,
    /// An array or object that is shown empty, since it stands too deep.
    Depth,
    /// An array or object whose last items are left out.
    Items,
    /// An integer that a browser's numbers have no room for: its digits are shown as a text.
    Number,
    /// A value that is hidden since its type marks it as sensitive.
    Masked,
}
