//! A text and the edits that make it.

use std::ops::Range;

use chronostack::prelude::*;
use serde::{Deserialize, Serialize};

/// Characters at one place were replaced by others. Places and lengths count characters (code points), not bytes.
#[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
#[event(name = "document.edited")]
pub(crate) struct Edited {
    pub(crate) at: u32,
    pub(crate) deleted: u32,
    pub(crate) inserted: String,
}

/// A text.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Document {
    text: String,
    /// Its length in characters. Where it equals that in bytes, a character's place is known without counting.
    chars: u32,
}

/// An edit reaches behind the end.
#[derive(Debug, thiserror::Error)]
#[error("the edit ends at character {end}, and the text at {chars}")]
pub(crate) struct OutOfRange {
    end: u64,
    chars: u32,
}

#[reducer(pub(crate) enum DocumentEvent)]
impl Document {
    fn edit(&mut self, event: &Edited) {
        let range = self.bytes(event.at..event.at + event.deleted);
        self.text.replace_range(range, &event.inserted);
        self.chars = self.chars - event.deleted + chars(&event.inserted);
    }

    #[guard]
    fn within_the_text(&self, event: &Edited) -> Result<(), OutOfRange> {
        let end = u64::from(event.at) + u64::from(event.deleted);
        if end <= u64::from(self.chars) { Ok(()) } else { Err(OutOfRange { end, chars: self.chars }) }
    }
}

impl DocumentEvent {
    /// The character behind what was inserted.
    pub(crate) fn end(&self) -> usize {
        let Self::Edited(Edited { at, inserted, .. }) = self;
        *at as usize + inserted.chars().count()
    }
}

impl Document {
    pub(crate) fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of these characters.
    fn bytes(&self, range: Range<u32>) -> Range<usize> {
        if self.text.len() == self.chars as usize {
            return range.start as usize..range.end as usize;
        }
        let mut starts = self.text.char_indices().map(|(byte, _)| byte).chain([self.text.len()]);
        let start = starts.nth(range.start as usize).unwrap_or(self.text.len());
        let end = match range.end - range.start {
            0 => start,
            more => starts.nth(more as usize - 1).unwrap_or(self.text.len()),
        };
        start..end
    }
}

fn chars(text: &str) -> u32 {
    u32::try_from(text.chars().count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
chronostack::replay_tests!(Document, "document/histories/document");
