//! The index: which streams there are, and where their sections stand.
//!
//! In memory it holds an entry for each stream, and the sections of the segment that is written to. Where those of the segments
//! before stand is written to a *sidecar* for each, which is read where it is asked. All of it can be made anew from the
//! segments, and what is found through it is checked against them.

mod alone;
mod chunked;
mod encode;
mod entries;
mod front;
#[allow(clippy::module_inception, reason = "the index itself is the one concept of its file")]
mod index;
mod kept_pages;
mod keys;
mod lexicon;
mod lookup;
mod names;
mod ordered;
mod pages;
mod part;
mod places;
mod recent;
mod roll;
mod sidecar;
mod sidecars;
mod streams;
mod tail;

pub(super) use alone::read_alone;
pub(super) use encode::{Relations, encode};
pub(super) use index::{Index, Written};
pub(super) use lexicon::Lexicon;
pub(super) use lookup::{Asked, Earlier, SectionPlace};
pub(super) use ordered::Ordered;
pub(super) use pages::Unusable;
pub(super) use part::{Checkpoint, Part};
pub(super) use recent::{Frozen, run};
pub(super) use roll::Roll;
pub(super) use sidecar::Sidecar;
pub(super) use sidecars::{Sidecars, is_left_over, remove, replace, stamp};
