//! A small log of the same kind as the real one, written as XES from a seed: cases that overlap, that tie in time, that
//! stand in the file in another order than they began, approvals in any order, and an offset from UTC that changes in
//! the middle.

use std::fmt::Write;

use chronostack::Timestamp;
use fastrand::Rng;

/// A log of `cases` cases, as XES text. The same seed gives the same log.
pub(crate) fn xes(cases: u32, seed: u64) -> String {
    let mut rng = Rng::with_seed(seed);
    let mut traces: Vec<String> = (0..cases).map(|number| Trace::new(number, &mut rng).write(&mut rng)).collect();
    rng.shuffle(&mut traces);
    format!("<?xml version=\"1.0\"?>\n<log xes.version=\"1.0\">\n{}</log>\n", traces.concat())
}

/// The time at which clocks are put back, in seconds since 1970: 2011-10-30 01:00 UTC.
const SUMMER_ENDS: i64 = 1_319_936_400;
/// When the first case may begin: 2011-10-01 00:00 UTC.
const BEGIN: i64 = 1_317_427_200;
const DAY: u32 = 86_400;

struct Trace {
    id: u32,
    /// In seconds since 1970. Small steps, and often none, so that events tie.
    now: i64,
    xml: String,
}

impl Trace {
    fn new(number: u32, rng: &mut Rng) -> Self {
        Self { id: 170_000 + number, now: BEGIN + i64::from(rng.u32(..120 * DAY)), xml: String::new() }
    }

    fn write(mut self, rng: &mut Rng) -> String {
        self.application("A_SUBMITTED", rng);
        self.application("A_PARTLYSUBMITTED", rng);
        if rng.u32(..10) < 4 {
            self.work("Afhandelen leads", rng);
            self.application(if rng.bool() { "A_DECLINED" } else { "A_CANCELLED" }, rng);
        } else {
            self.application("A_PREACCEPTED", rng);
            self.work("Completeren aanvraag", rng);
            self.preaccepted(rng);
        }
        let Self { id, xml, .. } = self;
        let amount = 500 * rng.u32(1..=100);
        format!(
            "<trace><string key=\"concept:name\" value=\"{id}\"/><string key=\"AMOUNT_REQ\" value=\"{amount}\"/>\n{xml}</trace>\n"
        )
    }

    fn preaccepted(&mut self, rng: &mut Rng) {
        match rng.u32(..10) {
            0 => self.application("A_CANCELLED", rng),
            1 => {}
            2 => self.application("A_DECLINED", rng),
            _ => {
                self.application("A_ACCEPTED", rng);
                for name in ["O_SELECTED", "O_CREATED", "O_SENT"] {
                    self.event(name, "COMPLETE", rng);
                }
                self.application("A_FINALIZED", rng);
                self.work("Nabellen offertes", rng);
                self.finalized(rng);
            }
        }
    }

    fn finalized(&mut self, rng: &mut Rng) {
        match rng.u32(..4) {
            0 => {
                self.event("O_CANCELLED", "COMPLETE", rng);
                self.application("A_CANCELLED", rng);
            }
            1 => {}
            _ => {
                self.event("O_SENT_BACK", "COMPLETE", rng);
                self.work("Valideren aanvraag", rng);
                self.event("O_ACCEPTED", "COMPLETE", rng);
                let mut formalities = ["A_APPROVED", "A_REGISTERED", "A_ACTIVATED"];
                rng.shuffle(&mut formalities);
                for name in formalities {
                    self.application(name, rng);
                }
            }
        }
    }

    fn application(&mut self, name: &str, rng: &mut Rng) {
        self.event(name, "COMPLETE", rng);
    }

    /// Work is scheduled, begun and laid down a few times, and at times completed without having been begun.
    fn work(&mut self, name: &str, rng: &mut Rng) {
        let name = format!("W_{name}");
        self.event(&name, "SCHEDULE", rng);
        for _ in 0..rng.u32(..4) {
            self.event(&name, "START", rng);
            self.event(&name, "COMPLETE", rng);
        }
        if rng.u32(..5) == 0 {
            self.event(&name, "COMPLETE", rng);
        }
    }

    fn event(&mut self, name: &str, lifecycle: &str, rng: &mut Rng) {
        let wait = match rng.u32(..8) {
            0 => 0,
            1 => rng.u32(..3 * DAY),
            _ => rng.u32(..600),
        };
        self.now += i64::from(wait);
        let resource = match rng.u32(..10) {
            0 => String::new(),
            clerk => format!("<string key=\"org:resource\" value=\"{}\"/>", 10_860 + clerk),
        };
        let time = local(self.now);
        // Writing to a `String` does not fail.
        let _ = writeln!(
            self.xml,
            "<event>{resource}<string key=\"concept:name\" value=\"{name}\"/><string key=\"lifecycle:transition\" value=\"{lifecycle}\"/><date key=\"time:timestamp\" value=\"{time}\"/></event>"
        );
    }
}

/// The time as a Dutch clock shows it, offset included.
fn local(second: i64) -> String {
    let hours = if second < SUMMER_ENDS { 2 } else { 1 };
    let shown = Timestamp::from_second(second + hours * 3600).unwrap_or_default().to_string();
    format!("{}.000+0{hours}:00", shown.trim_end_matches('Z'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xes;

    #[test]
    fn the_sample_holds_what_makes_the_real_log_hard() {
        let text = xes(60, 7);
        assert_eq!(text, xes(60, 7));
        assert!(text.contains("+02:00") && text.contains("+01:00"));
        let cases = xes::read(text.as_bytes()).unwrap();
        assert_eq!(cases.len(), 60);
        let all = || cases.iter().flat_map(|case| &case.entries);
        let of =
            |lifecycle| all().filter(|entry| entry.lifecycle == lifecycle && entry.activity.starts_with("W_")).count();
        assert!(of("COMPLETE") > of("START"));
        assert!(all().any(|entry| entry.resource.is_none()));
        let ties = |case: &xes::Case| case.entries.windows(2).any(|pair| pair[0].time == pair[1].time);
        assert!(cases.iter().any(ties));
        assert!(cases.windows(2).any(|pair| pair[0].entries[0].time > pair[1].entries[0].time));
    }
}
