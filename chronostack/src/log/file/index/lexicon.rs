//! What one segment's frames name by number.

use std::sync::Arc;

use crate::log::{
    file::{
        dictionary::Dictionary,
        index::{chunked::Chunked, streams::Named},
    },
    record_ref::StreamNames,
};

/// The dictionary of one segment with the names of its streams, as far as they were known when it was asked for.
#[derive(Clone, Debug)]
pub(in crate::log::file) struct Lexicon {
    pub(in crate::log::file) words: Arc<Dictionary>,
    pub(in crate::log::file) ordinals: Chunked<u32>,
    pub(in crate::log::file) named: Named,
}

impl StreamNames for Lexicon {
    fn stream_name(&self, number: u32) -> &str {
        self.ordinals.get(number as usize).map_or("", |ordinal| self.named.name(ordinal))
    }
}
