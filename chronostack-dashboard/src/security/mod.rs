//! Who may ask, and what a browser may do with an answer.

mod access;
mod guard;
mod host;

pub(crate) use access::{Access, random_token};
pub(crate) use guard::guard;
