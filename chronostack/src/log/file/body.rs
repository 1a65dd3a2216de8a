//! A frame's body: one commit, read part by part without copying.

use jiff::SignedDuration;

use crate::{
    log::file::{
        entry::Entry,
        wire::{Cursor, Malformed},
    },
    time::Timestamp,
};

/// What the lowest bits of a section's first number say about it.
pub(super) mod section {
    /// It has an idempotency key.
    pub(in crate::log::file) const KEY: u64 = 1;
    /// It has more than one event.
    pub(in crate::log::file) const SEVERAL: u64 = 1 << 1;
    /// How many bits these are.
    pub(in crate::log::file) const BITS: u32 = 2;
}

/// What an event's first byte says about it.
pub(super) mod flag {
    /// It was recorded later than the one before it.
    pub(in crate::log::file) const LATER: u8 = 1;
    /// It names the time at which it happened.
    pub(in crate::log::file) const OCCURRED: u8 = 1 << 1;
    /// Its id is not (this log, its position).
    pub(in crate::log::file) const ID: u8 = 1 << 2;
    /// Its correlation is not its own id, or it has causes.
    pub(in crate::log::file) const LINKS: u8 = 1 << 3;
    pub(in crate::log::file) const ACTOR: u8 = 1 << 4;
    pub(in crate::log::file) const SERVICE: u8 = 1 << 5;
    pub(in crate::log::file) const TRANSITION: u8 = 1 << 6;
    pub(in crate::log::file) const TRACEPARENT: u8 = 1 << 7;
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
    /// The position of the event that comes next.
    position: u64,
    /// When the event before in the section was recorded.
    recorded_last: Timestamp,
    entries: &'a [u8],
    sections_left: u64,
    events_left: u64,
    bytes: usize,
    rest: Cursor<'a>,
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
/// | how many events of the commit stand before it, times 4, plus the bits of [`section`] | number |
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

/// An event.
///
/// | what | how | where |
/// |---|---|---|
/// | flags | 1 byte: the bits of [`flag`] | |
/// | `recorded_at`, less that of the event before in the section; of its first event, less that of the commit's first | span | LATER |
/// | the kind's place in the dictionary | number | |
/// | `occurred_at`, less `recorded_at` | signed span | OCCURRED |
/// | id | [`RawId`] | ID |
/// | correlation, number of causes, causes | [`RawId`], number, [`RawId`]s | LINKS |
/// | actor | label | ACTOR |
/// | service | label | SERVICE |
/// | transition | label | TRANSITION |
/// | trace parent | text | TRACEPARENT |
/// | payload | bytes | |
///
/// A *label* is its place in the dictionary plus 1, or 0 and then a text.
#[derive(Debug)]
pub(super) struct RawEvent<'a> {
    pub(super) position: u64,
    pub(super) recorded_at: Timestamp,
    pub(super) kind: u64,
    /// `None` where nothing of it is there, which is cheaper.
    pub(super) details: Option<RawDetails<'a>>,
    pub(super) payload: &'a [u8],
}

/// What stands between an event's kind and its payload.
#[derive(Debug)]
pub(super) struct RawDetails<'a> {
    pub(super) occurred_at: Option<Timestamp>,
    pub(super) id: Option<RawId>,
    pub(super) links: Option<(RawId, Vec<RawId>)>,
    pub(super) actor: Option<RawLabel<'a>>,
    pub(super) service: Option<RawLabel<'a>>,
    pub(super) transition: Option<RawLabel<'a>>,
    pub(super) traceparent: Option<&'a str>,
}

/// An event's id: a number, 0 for this log, else the place of its log in the dictionary plus 1; and, as a signed number, the
/// position of the event that holds it less the id's own (modulo 2^64).
#[derive(Clone, Copy, Debug)]
pub(super) struct RawId {
    pub(super) log: Option<u64>,
    pub(super) position: u64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum RawLabel<'a> {
    Numbered(u64),
    Text(&'a str),
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
        Ok(Self { entries, sections_left, bytes: body.len(), ..Self::alone(front, rest) })
    }

    /// The section that `bytes` start with, in a commit with that `front`, and what stands behind the section's own front: the events.
    pub(super) fn section_alone(front: Front, bytes: &'a [u8]) -> Result<(Section<'a>, Self), Malformed> {
        let mut body = Self::alone(front, Cursor::new(bytes));
        let section = body.any_section()?;
        Ok((section, body))
    }

    fn alone(front: Front, rest: Cursor<'a>) -> Self {
        let Front { position, time } = front;
        let bytes = rest.left();
        Self { front, position, recorded_last: time, entries: &[], sections_left: 1, events_left: 0, bytes, rest }
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
        self.position
    }

    /// The next section, once the events of the one before were read; `None` at the end.
    pub(super) fn section(&mut self) -> Result<Option<Section<'a>>, Malformed> {
        if self.events_left != 0 {
            return Err(Malformed("events are left over"));
        }
        if self.sections_left == 0 {
            return if self.rest.is_empty() { Ok(None) } else { Err(Malformed("bytes are left over")) };
        }
        let expected = self.position;
        let section = self.any_section()?;
        if section.first_position != expected {
            return Err(Malformed("a section's place in its commit is wrong"));
        }
        Ok(Some(section))
    }

    fn any_section(&mut self) -> Result<Section<'a>, Malformed> {
        self.sections_left -= 1;
        let rest = &mut self.rest;
        let offset = self.bytes - rest.left();
        let before = rest.number()?;
        let first_position = self.front.position.checked_add(before >> section::BITS);
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
        self.position = first_position;
        self.events_left = events;
        self.recorded_last = self.front.time;
        Ok(Section { offset, stream, first_version, first_position, key, events })
    }

    /// The next event of the section; `None` at its end.
    pub(super) fn event(&mut self) -> Result<Option<RawEvent<'a>>, Malformed> {
        if self.events_left == 0 {
            return Ok(None);
        }
        self.events_left -= 1;
        let position = self.position;
        self.position = position.checked_add(1).ok_or(Malformed("a position is too large"))?;
        let rest = &mut self.rest;
        let flags = rest.byte()?;
        if flags & flag::LATER != 0 {
            self.recorded_last = after(self.recorded_last, rest.span()?)?;
        }
        let recorded_at = self.recorded_last;
        let kind = rest.number()?;
        let details = if flags & !flag::LATER == 0 { None } else { Some(details(rest, flags, position, recorded_at)?) };
        Ok(Some(RawEvent { position, recorded_at, kind, details, payload: rest.bytes()? }))
    }
}

fn details<'a>(
    rest: &mut Cursor<'a>,
    flags: u8,
    position: u64,
    recorded_at: Timestamp,
) -> Result<RawDetails<'a>, Malformed> {
    let has = |flag| flags & flag != 0;
    Ok(RawDetails {
        occurred_at: if has(flag::OCCURRED) { Some(after(recorded_at, rest.signed_span()?)?) } else { None },
        id: has(flag::ID).then(|| id(rest, position)).transpose()?,
        links: has(flag::LINKS).then(|| links(rest, position)).transpose()?,
        actor: has(flag::ACTOR).then(|| label(rest)).transpose()?,
        service: has(flag::SERVICE).then(|| label(rest)).transpose()?,
        transition: has(flag::TRANSITION).then(|| label(rest)).transpose()?,
        traceparent: has(flag::TRACEPARENT).then(|| rest.text()).transpose()?,
    })
}

fn after(time: Timestamp, nanoseconds: i128) -> Result<Timestamp, Malformed> {
    let later = match i64::try_from(nanoseconds) {
        Ok(0) => return Ok(time),
        // Divisions of 128 bits cost more than all the rest of an event.
        Ok(short) => time.checked_add(SignedDuration::from_nanos(short)).ok(),
        Err(_) => {
            let nanosecond = time.as_nanosecond().checked_add(nanoseconds);
            nanosecond.and_then(|nanosecond| Timestamp::from_nanosecond(nanosecond).ok())
        }
    };
    later.ok_or(Malformed("a time is out of range"))
}

fn id(rest: &mut Cursor<'_>, position: u64) -> Result<RawId, Malformed> {
    let log = rest.number()?.checked_sub(1);
    Ok(RawId { log, position: position.wrapping_sub(rest.signed()?.cast_unsigned()) })
}

fn links(rest: &mut Cursor<'_>, position: u64) -> Result<(RawId, Vec<RawId>), Malformed> {
    let correlation = id(rest, position)?;
    let count = rest.number()?;
    if count > rest.left() as u64 {
        return Err(Malformed("a number of causes cannot be"));
    }
    let causes = (0..count).map(|_| id(rest, position)).collect::<Result<_, _>>()?;
    Ok((correlation, causes))
}

fn label<'a>(rest: &mut Cursor<'a>) -> Result<RawLabel<'a>, Malformed> {
    Ok(match rest.number()?.checked_sub(1) {
        Some(number) => RawLabel::Numbered(number),
        None => RawLabel::Text(rest.text()?),
    })
}
