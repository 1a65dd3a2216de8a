//! Holding what the code makes of the events against what was recorded of the states.

use std::ops::RangeInclusive;

use crate::{
    event::Event,
    fingerprint::StateFingerprint,
    history::{
        divergence::{Divergence, SuspectHandler, Verified},
        timeline::{History, index},
    },
    machine::{Outcome, Reducer, Transition},
    replay::fold_with,
};

impl<R: Reducer> History<R> {
    /// Replays the events anew and compares the states with the [fingerprints](crate::fingerprint::Fingerprints) that were recorded,
    /// as far as there are states. From the first event on that is passed over they cannot be compared.
    ///
    /// # Errors
    /// At the first fingerprint that is not reproduced.
    pub fn verify(&self) -> Result<Verified, Divergence> {
        let fingerprinter = R::machine().fingerprinter();
        let mut verified = Verified::default();
        let mut differs = None;
        self.walk(|version, _, state| {
            verified.events += 1;
            // Whoever knew what is passed over recorded another state from there on.
            let complete = version == verified.events;
            let Some(recorded) = self.recorded(version).meta.fingerprint else { return };
            let comparable = fingerprinter.filter(|fingerprinter| complete && fingerprinter.comparable(recorded));
            match comparable.and_then(|fingerprinter| fingerprinter.fingerprint(state).ok()) {
                None => verified.incomparable += 1,
                Some(replayed) if replayed == recorded => verified.reproduced += 1,
                Some(replayed) => differs = differs.or(Some((version, recorded, replayed))),
            }
        });
        match differs {
            None => Ok(verified),
            Some((version, recorded, replayed)) => Err(self.divergence(version, recorded, replayed)),
        }
    }

    /// That the first fingerprint that was not reproduced is that of `version`.
    pub(crate) fn divergence(
        &self,
        version: u64,
        recorded: StateFingerprint,
        replayed: StateFingerprint,
    ) -> Divergence {
        let meta = |version| &self.recorded(version).meta;
        let fingerprinter = R::machine().fingerprinter();
        let reproduced = |fingerprint| fingerprinter.is_some_and(|fingerprinter| fingerprinter.comparable(fingerprint));
        let before = self.events[..index(&self.events, version - 1)].iter().rev().map(|recorded| &recorded.meta);
        let sound =
            before.filter(|meta| meta.fingerprint.is_some_and(reproduced)).map(|meta| meta.version).next().unwrap_or(0);
        let transitions = self.transitions(sound + 1..=version);
        // An event that went to another state than it was recorded to is no earlier than the one that made them part.
        let parts = |(version, made): &(u64, Option<Transition>)| {
            meta(*version).transition.as_deref().is_some_and(|recorded| went_elsewhere::<R>(made.as_ref(), recorded))
        };
        let last = transitions.iter().find(|step| parts(step)).map_or(version, |(version, _)| *version);
        let suspects = transitions.iter().take_while(|(version, _)| *version <= last);
        let handlers = handlers::<R>(suspects.filter_map(|(_, transition)| *transition));
        Divergence {
            stream: self.stream.clone(),
            version,
            position: meta(version).position,
            event: self.recorded(version).event.event_type().name,
            transition: transitions.last().and_then(|(_, transition)| *transition),
            recorded,
            replayed,
            suspects: sound + 1..=last,
            handlers,
            diff: None,
        }
    }

    /// The transitions that the events of these versions make.
    fn transitions(&self, versions: RangeInclusive<u64>) -> Vec<(u64, Option<Transition>)> {
        let mut transitions = Vec::new();
        self.walk(|version, transition, _| {
            if versions.contains(&version) {
                transitions.push((version, transition));
            }
        });
        transitions
    }

    /// Folds all events that have states once more.
    fn walk(&self, mut seen: impl FnMut(u64, Option<Transition>, &R)) {
        let mut state = R::default();
        let events = &self.events[..index(&self.events, self.version())];
        // They folded before. Where one does not now, the states end there.
        let _ = fold_with(&mut state, events, |recorded, outcome, state| {
            let transition = match outcome {
                Outcome::Applied { transition } => Some(transition),
                _ => None,
            };
            seen(recorded.meta.version, transition, state);
        });
    }
}

/// Whether an event went elsewhere than `recorded` says. A state that was renamed since, or one of another machine that dispatches into the stream, says
/// nothing: names are compared where today's machine has both.
fn went_elsewhere<R: Reducer>(made: Option<&Transition>, recorded: &str) -> bool {
    let is_state = |name: &str| R::machine().states.iter().any(|state| state.name == name);
    let Some((from, to)) = recorded.split_once(" -> ").filter(|(from, to)| is_state(from) && is_state(to)) else {
        return false;
    };
    made.is_none_or(|made| made.between_variants && (made.from, made.to) != (from, to))
}

/// The handlers that made the transitions.
fn handlers<R: Reducer>(transitions: impl Iterator<Item = Transition>) -> Vec<SuspectHandler> {
    let rows = &R::machine().transitions;
    let mut handlers: Vec<SuspectHandler> = Vec::new();
    for Transition { handler: name, .. } in transitions {
        if let Some(known) = handlers.iter_mut().find(|known| known.name == name) {
            known.events += 1;
        } else {
            let place = rows.iter().find(|row| row.handler == name).map(|row| row.place);
            handlers.push(SuspectHandler { name, place, events: 1 });
        }
    }
    handlers
}
