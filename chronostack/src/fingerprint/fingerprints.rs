//! When the fingerprint of a state is recorded.

/// When the fingerprint of the state is recorded with an event. [`History::verify`](crate::History::verify) and
/// [`Machine::verify`](crate::Machine::verify) hold what the code makes of the events against it.
///
/// It takes 17 bytes in the log, and nothing where there is none. The last event of a commit carries it, as does one at which a
/// [snapshot](crate::snapshot::Snapshots) is taken. There is none
///
/// - where a handler reads `meta`: position and time are the log's to give, so the state behind the event is not known for sure before it
///   is recorded. A reducer by hand is taken to, unless it says [`without_meta`](crate::machine::MachineSpec::without_meta);
/// - where the state's shape is not known, as in a reducer by hand that does not give it by
///   [`with_state`](crate::machine::MachineSpec::with_state).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Fingerprints {
    every: Option<u64>,
    /// A state of so many bytes has one an event less often.
    bytes_an_event: Option<usize>,
}

/// The default: measured to cost less than 3 % of what a dispatch does.
const EVERY_DEFAULT: u64 = 64;
const BYTES_AN_EVENT_DEFAULT: usize = 4;

impl Fingerprints {
    /// None.
    pub const fn never() -> Self {
        Self { every: None, bytes_an_event: None }
    }

    /// One each time a stream has grown by `events`, however large the state; 0 is taken as 1.
    pub const fn every(events: u64) -> Self {
        Self { every: Some(if events == 0 { 1 } else { events }), bytes_an_event: None }
    }

    /// Whether a stream that grew from version `from` to version `to` is due for one; `state_bytes` says what its state takes, about.
    pub fn due(self, from: u64, to: u64, state_bytes: impl FnOnce() -> usize) -> bool {
        let Some(every) = self.every else { return false };
        let grown = |every| from / every < to / every;
        // Those of a large state are some of those that a small one has, so that its size is seldom asked for.
        let times = |bytes| ((state_bytes() / bytes) as u64).div_ceil(every);
        grown(every) && self.bytes_an_event.is_none_or(|bytes| grown(every * times(bytes).max(1)))
    }
}

/// One each time a stream has grown by 64 events, and by as many as 4 bytes go into the state: less than 3 % of what a dispatch does.
impl Default for Fingerprints {
    fn default() -> Self {
        Self { every: Some(EVERY_DEFAULT), bytes_an_event: Some(BYTES_AN_EVENT_DEFAULT) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_state_has_one_less_often_unless_it_was_asked_for() {
        let default = Fingerprints::default();
        let small = || 100;
        assert!(default.due(63, 64, small) && default.due(0, 200, small) && !default.due(64, 127, small));
        let large = || 4 * 64 * 10;
        assert!(!default.due(63, 64, large) && default.due(639, 640, large) && default.due(1, 1_000, large));
        assert!(Fingerprints::every(0).due(0, 1, || usize::MAX));
        assert!(!Fingerprints::never().due(0, u64::MAX, small));
    }
}
