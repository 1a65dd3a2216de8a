//! How much of a value is shown.

/// How much of a value is shown.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bounds {
    /// Bytes of a text, or of a field's name.
    pub(crate) text_bytes: usize,
    /// Levels of arrays and objects.
    pub(crate) levels: usize,
    /// Items of an array, fields of an object.
    pub(crate) items: u64,
    /// Values in all.
    pub(crate) values: usize,
    /// Bytes of JSON in all, and once more of what tells of the cuts; passed by one text at most.
    pub(crate) bytes: usize,
}

impl Bounds {
    /// Of a value that is looked at by itself.
    pub(crate) const SINGLE: Self =
        Self { text_bytes: 16 << 10, levels: 64, items: 200, values: 20_000, bytes: 2 << 20 };
    /// Of one among many.
    pub(crate) const LIST: Self = Self { text_bytes: 256, levels: 64, items: 200, values: 400, bytes: 16 << 10 };
}
