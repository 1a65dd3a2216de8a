//! Lines of CloudEvents JSON.

use chronostack::{
    History, State, event::Recorded, fingerprint::StateFingerprint, interchange::CloudEvent, meta::Meta,
};
use serde::{Deserialize, Serialize};

use crate::sample::{Noted, noted};

/// A machine that takes anything.
#[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Notes {
    count: u64,
}

#[chronostack::reducer(pub enum NotesEvent)]
impl Notes {
    fn noted(&mut self, event: &Noted) {
        let _ = event;
        self.count += 1;
    }
}

/// Reads each line, and all of them as a history; what was read is written and read again.
///
/// # Panics
/// When a line comes back as another.
pub fn run(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else { return };
    for line in text.lines() {
        let Ok(event) = CloudEvent::parse(line) else { continue };
        let written = event.to_line();
        let again = CloudEvent::parse(&written).expect("what was written is read");
        assert_eq!((&again.meta, &again.name, again.version), (&event.meta, &event.name, event.version));
        assert_eq!(again.to_line(), written);
        if let Ok(recorded) = event.into_event::<NotesEvent>() {
            let exported = CloudEvent::of_event(&recorded).expect("what was read is written");
            let back = exported.into_event::<NotesEvent>().expect("and read again");
            assert_eq!(format!("{back:?}"), format!("{recorded:?}"));
        }
    }
    if let Ok(history) = History::<Notes>::from_jsonl(text) {
        let lines = history.try_to_jsonl().expect("what was read is written");
        History::<Notes>::from_jsonl(lines).expect("and read again");
    }
}

/// Sound lines, with and without what may be left out.
pub fn seeds() -> Vec<Vec<u8>> {
    let recorded = (1..6).map(|number| {
        let id = format!("{:032x}-{number}", 7).parse().expect("an id");
        let time = "2026-11-23T12:00:00.25Z".parse().expect("a time");
        let mut meta = Meta::new(id, "notes/1".parse().expect("a name"), number.into(), time);
        meta.position = number.into();
        if number % 2 == 0 {
            meta.causes = vec![id, id];
            meta.actor = Some("ann".into());
            meta.lane = Some("worker 3".into());
            meta.logical = meta.logical.next().expect("a time");
            meta.occurred_at = Some(time);
            meta.traceparent = Some("00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01".into());
            meta.idempotency_key = Some("key \"7\"".into());
            meta.fingerprint = Some(StateFingerprint(7));
        }
        Recorded { event: NotesEvent::Noted(noted(number)), meta }
    });
    let lines: Vec<String> =
        recorded.map(|recorded| CloudEvent::of_event(&recorded).expect("it is written").to_line() + "\n").collect();
    lines.iter().chain([&lines.concat()]).map(|line| line.clone().into_bytes()).collect()
}
