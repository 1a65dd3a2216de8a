//! Shapes as text, for files that people read and merge: a line for each field and variant. What is read back is what
//! was written, to the last name.
//!
//! | notation | shape |
//! |---|---|
//! | `u8`, `text`, `bytes`, `unit`, `any` | the plain ones; `text` is a string |
//! | `u8?` | an option |
//! | `[u8]`, `{u8}`, `{text: u8}` | a list, a set, a map |
//! | `(u8, text)`, `(u8; 16)` | a tuple, one of many equal items |
//! | `text(uuid: bytes)`, `text(date)` | a text in JSON that is `bytes`, or a text, in a binary codec |
//! | `struct { a: u8 }`, `enum { A, B(u8), C { a: u8 } }` | one without a name |
//! | `Method` | a named type, whose definition follows |

mod read;
mod write;

pub(crate) use read::{Cursor, NotationError, read};
pub(crate) use write::{quoted, write};
