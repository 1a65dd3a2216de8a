//! A frame's body: one commit, read part by part without copying.

use crate::{
    log::file::{
        entry::Entry,
        events::{Events, RawEvent, after},
        wire::{Cursor, Malformed, NEWER},
    },
    time::Timestamp,
};

/// What the lowest bits of a section's first number say about it.
pub(super) mod section {
    /// It has an idempotency key.
    pub(in crate::log::file) const KEY: u64 = 1;
    /// It has more than one event.
    pub(in crate::log::file) const SEVERAL: u64 = 1 << 1;
    /// A later release says more about it.
    pub(in crate::log::file) const NEWER: u64 = 1 << 2;
    /// How many bits these are.
    pub(in crate::log::file) const BITS: u32 = 3;
}

/// A frame's body, the front of which was read: one commit.
///
/// *Number*, *text*, *bytes* and *span* (of time) are those of [`wire`](super::wire).
///
/// | what | how |
/// |---|---|
/// | position of the first event, less that of the segment's first | number |
/// | `recorded_at` of the first event, less the segment's time | span |
/// | the entries that the commit adds to the segment's dictionary | bytes that hold one [`Entry`] behind the other |
/// | how many streams the commit extends | number |
/// | for each stream | [`Section`] |
#[derive(Debug)]
pub(super) struct Body<'a> {
    front: Front,
    entries: &'a [u8],
    sections_left: u64,
    bytes: usize,
    /// Those of the present section, and all that stands behind.
    events: Events<'a>,
}

/// What a section needs of its commit to be read alone: position and time of the commit's first event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Front {
    pub(super) position: u64,
    pub(super) time: Timestamp,
}

/// What a commit adds to one stream.
///
/// | what | how |
/// |---|---|
/// | how many events of the commit stand before it, times 8, plus the bits of [`section`] | number |
/// | the stream's place in the dictionary | number |
/// | the version of the first event | number |
/// | how many events there are, less 2, where there are [`SEVERAL`](section::SEVERAL) | number |
/// | the idempotency key, where there is a [`KEY`](section::KEY) | text |
/// | for each event | [`RawEvent`] |
#[derive(Clone, Copy, Debug)]
pub(super) struct Section<'a> {
    /// Where it starts in the body.
    pub(super) offset: usize,
    pub(super) stream: u64,
    pub(super) first_version: u64,
    pub(super) first_position: u64,
    pub(super) key: Option<&'a str>,
    pub(super) events: u64,
}

impl<'a> Body<'a> {
    /// Reads the front of `body`. The segment's first event stands at `first_position`, and times count from `time`.
    pub(super) fn parse(body: &'a [u8], first_position: u64, time: Timestamp) -> Result<Self, Malformed> {
        let mut rest = Cursor::new(body);
        let position = first_position.checked_add(rest.number()?).ok_or(Malformed("a position is too large"))?;
        let time = after(time, rest.span()?)?;
        let entries = rest.bytes()?;
        let sections_left = rest.number()?;
        if sections_left == 0 {
            return Err(Malformed("a commit has no stream"));
        }
        let front = Front { position, time };
        Ok(Self { front, entries, sections_left, bytes: body.len(), events: front.events(rest) })
    }

    /// The section that `bytes` start with, in a commit with that `front`, and its events.
    #[allow(clippy::inline_always, reason = "as for those of a whole body")]
    #[inline(always)]
    pub(super) fn section_alone(front: Front, bytes: &'a [u8]) -> Result<(Section<'a>, Events<'a>), Malformed> {
        let mut events = front.events(Cursor::new(bytes));
        let section = Section::parse(front, bytes.len(), &mut events)?;
        Ok((section, events))
    }

    /// Position and time of the commit's first event.
    pub(super) fn front(&self) -> Front {
        self.front
    }

    /// What the commit adds to the segment's dictionary.
    pub(super) fn entries(&self) -> Result<Vec<Entry>, Malformed> {
        let mut rest = Cursor::new(self.entries);
        let mut entries = Vec::new();
        while !rest.is_empty() {
            entries.push(Entry::decode(&mut rest)?);
        }
        Ok(entries)
    }

    /// The position of the event that comes next.
    pub(super) fn position(&self) -> u64 {
        self.events.position
    }

    /// The next section, once the events of the one before were read; `None` at the end.
    // What it answers with would else be stored in words and loaded at once in wider pieces, which stalls.
    #[allow(
        clippy::inline_always,
        reason = "sections are short, and this costs as much as all else that is done for one"
    )]
    #[inline(always)]
    pub(super) fn section(&mut self) -> Result<Option<Section<'a>>, Malformed> {
        if self.events.left != 0 {
            return Err(Malformed("events are left over"));
        }
        if self.sections_left == 0 {
            return if self.events.rest.is_empty() { Ok(None) } else { Err(Malformed("bytes are left over")) };
        }
        self.sections_left -= 1;
        let expected = self.events.position;
        let section = Section::parse(self.front, self.bytes, &mut self.events)?;
        if section.first_position != expected {
            return Err(Malformed("a section's place in its commit is wrong"));
        }
        Ok(Some(section))
    }

    /// The next event of the section; `None` at its end.
    pub(super) fn event(&mut self) -> Result<Option<RawEvent<'a>>, Malformed> {
        self.events.next()
    }

    /// The events of the section that were not read yet.
    pub(super) fn events(&mut self) -> &mut Events<'a> {
        &mut self.events
    }
}

impl<'a> Section<'a> {
    /// Takes a section off the front of what is left of a body of so many bytes.
    #[allow(clippy::inline_always, reason = "as for a body's next section")]
    #[inline(always)]
    fn parse(front: Front, bytes: usize, events_left: &mut Events<'a>) -> Result<Self, Malformed> {
        let rest = &mut events_left.rest;
        let offset = bytes - rest.left();
        let before = rest.number()?;
        if before & section::NEWER != 0 {
            return Err(NEWER);
        }
        let first_position = front.position.checked_add(before >> section::BITS);
        let first_position = first_position.ok_or(Malformed("a position is too large"))?;
        let stream = rest.number()?;
        let first_version = rest.number()?;
        let events = if before & section::SEVERAL == 0 { 1 } else { rest.number()?.saturating_add(2) };
        let key = if before & section::KEY == 0 { None } else { Some(rest.text()?) };
        // An event takes three bytes at the least.
        if events > rest.left() as u64 {
            return Err(Malformed("a number of events cannot be"));
        }
        if first_version == 0 || first_version.checked_add(events).is_none() {
            return Err(Malformed("a version cannot be"));
        }
        (events_left.position, events_left.recorded_last, events_left.left) = (first_position, front.time, events);
        Ok(Section { offset, stream, first_version, first_position, key, events })
    }
}

impl Front {
    /// The events of a commit, before its first section.
    #[inline]
    fn events(self, rest: Cursor<'_>) -> Events<'_> {
        Events { position: self.position, recorded_last: self.time, left: 0, rest }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_section_of_which_a_newer_release_says_more_is_refused() {
        let front = Front { position: 1, time: Timestamp::UNIX_EPOCH };
        let read = |first| Body::section_alone(front, &[first, 0, 1, 0, 5, 0]).map(|(section, _)| section.events);
        assert_eq!(read(0), Ok(1));
        assert_eq!(read(4), Err(NEWER));
    }
}
