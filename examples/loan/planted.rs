//! A planted bug: rules with one mistake in them, to be found with ChronoStack's tools. `--planted-bug` serves the log with these rules instead of
//! those that recorded it, as if they were the release that was rolled out last night.

use std::sync::LazyLock;

use chronostack::{
    machine::{MachineSpec, Outcome, Rejection, SourcePlace},
    meta::Meta,
    prelude::*,
};
use serde::{Deserialize, Serialize};

use crate::application::{Application, ApplicationEvent, Left};

/// An application by rules that are wrong in one place. It is a reducer by hand that leaves the rest to the one that it changes, and goes by
/// its name: what was recorded of the states is held against what these rules make of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Planted(Application);

/// Where [`register`] stands, which handles what its namesake did.
const REGISTER: SourcePlace = SourcePlace { file: file!(), line: line!() + 3 };

/// Registers an application.
fn register(left: Left) -> Left {
    Left { approval: left.approval, registration: false, activation: true }
}

impl Reducer for Planted {
    type Event = ApplicationEvent;
    const STREAM: &'static str = Application::STREAM;

    fn check(&self, event: &ApplicationEvent) -> Result<(), Rejection> {
        self.0.check(event)
    }

    fn reduce(&mut self, event: &ApplicationEvent, meta: &Meta) -> Outcome {
        let before = self.0.left();
        let outcome = self.0.reduce(event, meta);
        if let (Application::Registered { left, .. }, ApplicationEvent::Registered(_), Some(before)) =
            (&mut self.0, event, before)
        {
            *left = register(before);
        }
        outcome
    }

    fn machine() -> &'static MachineSpec {
        static SPEC: LazyLock<MachineSpec> = LazyLock::new(|| {
            let mut spec = Application::machine().clone();
            // The rules are others, so that snapshots of the right ones are no short cut for these.
            spec.fingerprint ^= 1;
            for row in spec.transitions.iter_mut().filter(|row| row.handler == "register") {
                row.place = REGISTER;
            }
            spec
        });
        &SPEC
    }

    fn state_name(&self) -> &'static str {
        self.0.state_name()
    }
}

#[cfg(test)]
mod tests {
    use std::{collections::BTreeSet, path::Path};

    use chronostack::History;
    use pollster::block_on;

    use super::*;
    use crate::{
        bank::Bank,
        feed::feed,
        progress::Progress,
        sample,
        xes::{self, Case},
    };

    fn recorded(log: &Path, cases: &[Case]) -> Bank {
        let bank = Bank::open(log).unwrap();
        block_on(feed(&bank, cases, &mut Progress::new("recording", 0))).unwrap();
        let ids: Vec<&str> = cases.iter().map(|case| case.id.as_str()).collect();
        block_on(bank.keep_granted(&ids)).unwrap();
        bank
    }

    /// The cases in which the application was activated before it was registered, by the entries of the file.
    fn activated_first(cases: &[Case]) -> BTreeSet<&str> {
        let activated_first = |case: &&Case| {
            let mut entries: Vec<_> = case.entries.iter().collect();
            entries.sort_by_key(|entry| entry.time);
            let place = |name: &str| entries.iter().position(|entry| entry.activity == name);
            place("A_ACTIVATED")
                .zip(place("A_REGISTERED"))
                .is_some_and(|(activated, registered)| activated < registered)
        };
        cases.iter().filter(activated_first).map(|case| case.id.as_str()).collect()
    }

    #[test]
    fn the_planted_bug_is_found_where_it_shows() {
        let folder = tempfile::tempdir().unwrap();
        let cases = xes::read(sample::xes(60, 2012).as_bytes()).unwrap();
        let bank = recorded(&folder.path().join("loan.chrono"), &cases);
        assert_eq!(block_on(bank.stack().machine::<Application>().verify_all()).unwrap().diverged.len(), 0);

        let verified = block_on(bank.stack().machine::<Planted>().verify_all()).unwrap();
        let diverged: BTreeSet<&str> = verified.diverged.iter().map(|divergence| divergence.stream.id()).collect();
        let expected = activated_first(&cases);
        assert!(!expected.is_empty() && expected.len() < 30, "it shows in some of them");
        assert_eq!(diverged, expected);
        for divergence in &verified.diverged {
            assert_eq!(divergence.event, "application.registered");
            assert_eq!(divergence.suspects, divergence.version..=divergence.version);
            let handler = &divergence.handlers[0];
            assert_eq!((handler.name, handler.place), ("register", Some(REGISTER)));
        }
        // Where registering was the last thing to be done, a snapshot has the state that was recorded.
        let last = verified.diverged.iter().find(|divergence| divergence.version == 8).unwrap();
        let diff = last.diff.as_ref().unwrap().to_string();
        assert_eq!(diff, "Registered\n  ~ /left/activation  false -> true");

        let story: History<Planted> = block_on(bank.stack().machine::<Planted>().history(last.stream.id())).unwrap();
        let blamed: Vec<_> =
            story.blame("/left/activation").iter().map(|entry| entry.event().event_type().name).collect();
        let expected = ["application.finalized", "application.activated", "application.registered"];
        assert_eq!(blamed, expected, "what registers takes back what was activated");
        block_on(bank.close()).unwrap();
    }

    #[test]
    fn the_place_is_that_of_the_function() {
        let source = include_str!("planted.rs");
        let line = source.lines().nth(REGISTER.line as usize - 1).unwrap();
        assert!(line.starts_with("fn register("), "{line}");
    }
}
