//! A section's events, read one by one without copying.

use jiff::SignedDuration;

use crate::{
    fingerprint::StateFingerprint,
    log::file::wire::{Cursor, Malformed, NEWER},
    time::{LogicalTime, Timestamp},
};

/// What an event's first number says about it.
pub(super) mod flag {
    /// It was recorded later than the one before it.
    pub(in crate::log::file) const LATER: u64 = 1;
    /// It names the time at which it happened.
    pub(in crate::log::file) const OCCURRED: u64 = 1 << 1;
    /// Its id is not (this log, its position).
    pub(in crate::log::file) const ID: u64 = 1 << 2;
    /// Its correlation is not its own id, or it has causes.
    pub(in crate::log::file) const LINKS: u64 = 1 << 3;
    pub(in crate::log::file) const ACTOR: u64 = 1 << 4;
    pub(in crate::log::file) const SERVICE: u64 = 1 << 5;
    pub(in crate::log::file) const TRANSITION: u64 = 1 << 6;
    pub(in crate::log::file) const TRACEPARENT: u64 = 1 << 7;
    /// It names what the state after it was.
    pub(in crate::log::file) const FINGERPRINT: u64 = 1 << 8;
    /// Its logical time is later than the time at which it was recorded.
    pub(in crate::log::file) const LOGICAL: u64 = 1 << 9;
    pub(in crate::log::file) const LANE: u64 = 1 << 10;
    /// The first that no flag of this release stands for.
    pub(in crate::log::file) const UNKNOWN: u64 = 1 << 11;
}

/// The events of a section that were not read yet.
#[derive(Debug)]
pub(super) struct Events<'a> {
    /// The position of the event that comes next.
    pub(super) position: u64,
    /// When the event before was recorded; at first, when the commit's first event was.
    pub(super) recorded_last: Timestamp,
    pub(super) left: u64,
    pub(super) rest: Cursor<'a>,
}

/// An event.
///
/// | what | how | where |
/// |---|---|---|
/// | flags | number: the bits of [`flag`] | |
/// | `recorded_at`, less that of the event before in the section; of its first event, less that of the commit's first | span | LATER |
/// | the kind's place in the dictionary | number | |
/// | `occurred_at`, less `recorded_at` | signed span | OCCURRED |
/// | id | [`RawId`] | ID |
/// | correlation, number of causes, causes | [`RawId`], number, [`RawId`]s | LINKS |
/// | actor | label | ACTOR |
/// | service | label | SERVICE |
/// | transition | label | TRANSITION |
/// | trace parent | text | TRACEPARENT |
/// | the state's fingerprint | 16 bytes, little-endian | FINGERPRINT |
/// | logical time, less `recorded_at` | span | LOGICAL |
/// | lane | label | LANE |
/// | payload | bytes | |
///
/// A *label* is its place in the dictionary plus 1, or 0 and then a text.
#[derive(Clone, Copy, Debug)]
pub(super) struct RawEvent<'a> {
    pub(super) position: u64,
    pub(super) recorded_at: Timestamp,
    pub(super) kind: u64,
    pub(super) payload: &'a [u8],
    flags: u64,
    /// What stands between kind and payload.
    details: &'a [u8],
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
    pub(super) fingerprint: Option<StateFingerprint>,
    pub(super) logical: LogicalTime,
    pub(super) lane: Option<RawLabel<'a>>,
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

impl<'a> Events<'a> {
    /// The next event; `None` at the section's end.
    // What it answers with would else be stored in words and loaded at once in wider pieces, which stalls.
    #[allow(
        clippy::inline_always,
        reason = "events are short, and this costs as much as all else that is done for one"
    )]
    #[inline(always)]
    pub(super) fn next(&mut self) -> Result<Option<RawEvent<'a>>, Malformed> {
        if self.left == 0 {
            return Ok(None);
        }
        self.left -= 1;
        let position = self.position;
        self.position = position.checked_add(1).ok_or(Malformed("a position is too large"))?;
        let rest = &mut self.rest;
        let flags = rest.number()?;
        if flags & flag::LATER != 0 {
            self.recorded_last = after(self.recorded_last, rest.span()?)?;
        }
        let recorded_at = self.recorded_last;
        let kind = rest.number()?;
        let details = if flags & !flag::LATER == 0 { &[][..] } else { details(rest, flags)? };
        Ok(Some(RawEvent { position, recorded_at, kind, payload: rest.bytes()?, flags, details }))
    }

    /// Leaves out all that were not read yet. They are looked at only as far as that needs.
    #[inline]
    pub(super) fn skip(&mut self) -> Result<(), Malformed> {
        let rest = &mut self.rest;
        for _ in 0..self.left {
            let flags = rest.number()?;
            if flags & flag::LATER != 0 {
                rest.wide()?;
            }
            rest.number()?;
            if flags & !flag::LATER != 0 {
                details(rest, flags)?;
            }
            rest.bytes()?;
        }
        self.position = self.position.checked_add(self.left).ok_or(Malformed("a position is too large"))?;
        self.left = 0;
        Ok(())
    }
}

impl<'a> RawEvent<'a> {
    /// What stands between kind and payload, if anything does.
    #[inline]
    pub(super) fn details(&self) -> Result<Option<RawDetails<'a>>, Malformed> {
        if self.details.is_empty() { Ok(None) } else { self.parse_details().map(Some) }
    }

    fn parse_details(&self) -> Result<RawDetails<'a>, Malformed> {
        let Self { position, recorded_at, flags, .. } = *self;
        let rest = &mut Cursor::new(self.details);
        let has = |flag| flags & flag != 0;
        Ok(RawDetails {
            occurred_at: if has(flag::OCCURRED) { Some(after(recorded_at, rest.signed_span()?)?) } else { None },
            id: has(flag::ID).then(|| id(rest, position)).transpose()?,
            links: has(flag::LINKS).then(|| links(rest, position)).transpose()?,
            actor: has(flag::ACTOR).then(|| label(rest)).transpose()?,
            service: has(flag::SERVICE).then(|| label(rest)).transpose()?,
            transition: has(flag::TRANSITION).then(|| label(rest)).transpose()?,
            traceparent: has(flag::TRACEPARENT).then(|| rest.text()).transpose()?,
            fingerprint: has(flag::FINGERPRINT).then(|| fingerprint(rest)).transpose()?,
            logical: LogicalTime(if has(flag::LOGICAL) { after(recorded_at, rest.span()?)? } else { recorded_at }),
            lane: has(flag::LANE).then(|| label(rest)).transpose()?,
        })
    }
}

/// Takes off the front what `flags` say stands between kind and payload, and looks at it only as far as that needs.
fn details<'a>(rest: &mut Cursor<'a>, flags: u64) -> Result<&'a [u8], Malformed> {
    if flags >= flag::UNKNOWN {
        return Err(NEWER);
    }
    let has = |flag| flags & flag != 0;
    let mut ahead = rest.clone();
    if has(flag::OCCURRED) {
        ahead.wide()?;
    }
    if has(flag::ID) {
        skip_id(&mut ahead)?;
    }
    if has(flag::LINKS) {
        skip_id(&mut ahead)?;
        for _ in 0..ahead.number()? {
            skip_id(&mut ahead)?;
        }
    }
    for _ in 0..(flags & (flag::ACTOR | flag::SERVICE | flag::TRANSITION)).count_ones() {
        label(&mut ahead)?;
    }
    if has(flag::TRACEPARENT) {
        ahead.bytes()?;
    }
    if has(flag::FINGERPRINT) {
        fingerprint(&mut ahead)?;
    }
    if has(flag::LOGICAL) {
        ahead.wide()?;
    }
    if has(flag::LANE) {
        label(&mut ahead)?;
    }
    rest.exactly(rest.left() - ahead.left())
}

/// `time`, and so many nanoseconds behind it.
pub(super) fn after(time: Timestamp, nanoseconds: i128) -> Result<Timestamp, Malformed> {
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

fn skip_id(rest: &mut Cursor<'_>) -> Result<(), Malformed> {
    rest.number()?;
    rest.number()?;
    Ok(())
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

fn fingerprint(rest: &mut Cursor<'_>) -> Result<StateFingerprint, Malformed> {
    let bits = rest.exactly(16)?.iter().rev().fold(0, |bits, byte| bits << 8 | u128::from(*byte));
    Ok(StateFingerprint(bits))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::file::wire::{put_number, put_span};

    /// Reads one event with those flags, whose kind is 5 and whose payload is empty.
    fn read(flags: u64, details: &[u8]) -> Result<Option<RawDetails<'static>>, Malformed> {
        let mut bytes = Vec::new();
        put_number(&mut bytes, flags);
        bytes.push(5);
        bytes.extend_from_slice(details);
        bytes.push(0);
        let rest = Cursor::new(bytes.leak());
        let mut events = Events { position: 1, recorded_last: Timestamp::UNIX_EPOCH, left: 1, rest };
        let event = events.next()?.expect("there is one");
        assert_eq!((event.kind, event.payload, events.rest.is_empty()), (5, &[][..], true));
        event.details()
    }

    #[test]
    fn a_fingerprint_stands_behind_all_other_details() {
        let bytes: Vec<u8> = (0..16).collect();
        let details = read(flag::FINGERPRINT, &bytes).expect("it is read").expect("there are details");
        assert_eq!(details.fingerprint, Some(StateFingerprint(0x0f0e_0d0c_0b0a_0908_0706_0504_0302_0100)));
        let both = [&[1, b't'][..], &bytes].concat();
        let details =
            read(flag::TRACEPARENT | flag::FINGERPRINT, &both).expect("it is read").expect("there are details");
        assert_eq!((details.traceparent, details.fingerprint.is_some()), (Some("t"), true));
        assert!(read(flag::FINGERPRINT, &bytes[1..]).is_err(), "it ends early");
    }

    #[test]
    fn a_logical_time_past_the_end_of_time_is_an_error() {
        let end = i128::from(i64::MAX) * 1_000_000_000;
        for (ahead, fits) in
            [(0, true), (1, true), (Timestamp::MAX.as_nanosecond(), true), (end, false), (i128::MAX / 8, false)]
        {
            let mut bytes = Vec::new();
            put_span(&mut bytes, ahead.unsigned_abs());
            bytes.extend([0, 1, b'l']);
            let details = read(flag::LOGICAL | flag::LANE, &bytes);
            let Ok(details) = details else {
                assert!(!fits, "{ahead}: {details:?}");
                continue;
            };
            let details = details.expect("there are details");
            assert!(fits && matches!(details.lane, Some(RawLabel::Text("l"))), "{ahead}: {details:?}");
            assert_eq!(details.logical.0.as_nanosecond(), ahead);
        }
        assert!(read(flag::LOGICAL, &[0x80]).is_err(), "it ends early");
    }

    #[test]
    fn a_flag_of_a_newer_release_is_refused() {
        for bit in 11..64 {
            assert_eq!(read(1 << bit, &[]).expect_err("refused"), NEWER, "bit {bit}");
            assert_eq!(read(1 << bit | flag::ACTOR, &[1]).expect_err("refused"), NEWER, "bit {bit}");
        }
    }
}
