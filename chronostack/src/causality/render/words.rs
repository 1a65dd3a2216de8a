//! How events, ids and durations are written.

use std::{
    collections::BTreeSet,
    fmt::{self, Write},
};

use jiff::SignedDuration;

use crate::{
    causality::excerpt::{Excerpt, Seen},
    id::{EventId, LogId},
};

/// A text of a log, without what would move a terminal's cursor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::causality) struct Plain<'a>(pub(in crate::causality) &'a str);

impl fmt::Display for Plain<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for letter in self.0.chars() {
            if letter.is_control() { write!(f, "{}", letter.escape_default())? } else { f.write_char(letter)? }
        }
        Ok(())
    }
}

/// An event's type and stream.
pub(in crate::causality) fn name_of(seen: &Seen) -> String {
    format!("{} {}", Plain(&seen.kind.name), Plain(seen.meta.stream.as_str()))
}

/// A duration to three or four digits.
pub(in crate::causality) fn short(duration: SignedDuration) -> String {
    let seconds = duration.as_secs_f64();
    match seconds.abs() {
        0.0 => "0".to_owned(),
        ..1e-6 => format!("{:.0} ns", seconds * 1e9),
        ..1e-3 => format!("{:.0} µs", seconds * 1e6),
        ..0.01 => format!("{:.2} ms", seconds * 1e3),
        ..0.1 => format!("{:.1} ms", seconds * 1e3),
        ..1.0 => format!("{:.0} ms", seconds * 1e3),
        ..120.0 => format!("{seconds:.2} s"),
        ..7_200.0 => format!("{:.1} min", seconds / 60.0),
        ..172_800.0 => format!("{:.1} h", seconds / 3_600.0),
        _ => format!("{:.1} d", seconds / 86_400.0),
    }
}

/// How much later `b` is than `a`, with its sign: where clocks differ and no logical time was recorded, it may be earlier.
pub(in crate::causality) fn later(a: &Seen, b: &Seen) -> String {
    let duration = b.at().duration_since(a.at());
    format!("{}{}", if duration.is_negative() { "" } else { "+" }, short(duration))
}

/// Ids as short as tells the logs of one excerpt apart.
#[derive(Debug)]
pub(in crate::causality) struct Ids {
    digits: usize,
}

impl Ids {
    pub(in crate::causality) fn of(excerpt: &Excerpt) -> Self {
        let ids = excerpt.events.iter().flat_map(|seen| seen.meta.causes.iter().chain([&seen.meta.id]));
        let logs: BTreeSet<LogId> = ids.map(|id| id.log).collect();
        let apart = |digits: &usize| {
            let starts: BTreeSet<u128> = logs.iter().map(|log| log.0 >> (128 - 4 * digits)).collect();
            starts.len() == logs.len()
        };
        Self { digits: (8..32).find(apart).unwrap_or(32) }
    }

    pub(in crate::causality) fn short(&self, id: EventId) -> String {
        let log = id.log.to_string();
        format!("{}-{}", &log[..self.digits], id.position)
    }
}
