//! A segment's dictionary: what its frames name by number.

use std::{
    collections::HashMap,
    hash::{BuildHasher, Hash},
    sync::Arc,
};

use crate::{
    id::{LogId, StreamName},
    log::{
        file::{entry::Entry, wire::Malformed},
        kinds::{ByAddress, address},
        record::EventKind,
    },
};

/// Labels that one segment's dictionary takes at most; further ones stand in the frames as texts. A bound, for actors may
/// be as many as events.
const LABELS_MAX: usize = 4_096;

/// A dictionary to look numbers up in, those of streams apart. It only grows, and is read without a lock: who visits records may
/// take as long as it wants, and no append waits for that.
#[derive(Debug, Default)]
pub(super) struct Dictionary {
    kinds: boxcar::Vec<Arc<EventKind>>,
    labels: boxcar::Vec<Arc<str>>,
    logs: boxcar::Vec<LogId>,
}

impl Dictionary {
    /// Gives `entry` the next number. One thread at a time does that, for the numbers are those of the frames.
    pub(super) fn push(&self, entry: Entry) {
        match entry {
            Entry::Stream(_) => {}
            Entry::Kind(kind) => _ = self.kinds.push(kind),
            Entry::Label(text) => _ = self.labels.push(text),
            Entry::Log(id) => _ = self.logs.push(id),
        }
    }

    /// All of it, as entries.
    pub(super) fn entries(&self) -> impl Iterator<Item = Entry> {
        let kinds = self.kinds.iter().map(|(_, kind)| Entry::Kind(Arc::clone(kind)));
        let labels = self.labels.iter().map(|(_, text)| Entry::Label(Arc::clone(text)));
        kinds.chain(labels).chain(self.logs.iter().map(|(_, id)| Entry::Log(*id)))
    }

    pub(super) fn kind(&self, number: u64) -> Result<&Arc<EventKind>, Malformed> {
        numbered(&self.kinds, number, "a kind is not in the dictionary")
    }

    pub(super) fn label(&self, number: u64) -> Result<&Arc<str>, Malformed> {
        numbered(&self.labels, number, "a label is not in the dictionary")
    }

    pub(super) fn log(&self, number: u64) -> Result<&LogId, Malformed> {
        numbered(&self.logs, number, "a log is not in the dictionary")
    }
}

fn numbered<'a, T>(items: &'a boxcar::Vec<T>, number: u64, missing: &'static str) -> Result<&'a T, Malformed> {
    usize::try_from(number).ok().and_then(|number| items.get(number)).ok_or(Malformed(missing))
}

/// A dictionary to look names up in, which grows by those that it does not hold. Which streams it holds is not its business, only
/// how many.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    streams: u32,
    /// By address: the log shares each kind, and its dictionaries keep it alive.
    kinds: ByAddress<u64>,
    labels: HashMap<Arc<str>, u64>,
    logs: HashMap<LogId, u64>,
    /// What was added since [`take_added`](Self::take_added).
    added: Vec<Entry>,
}

impl Numbers {
    /// The numbers of what `dictionary` holds, beside so many streams.
    pub(super) fn of(dictionary: &Dictionary, streams: u32) -> Self {
        Self {
            streams,
            kinds: dictionary.kinds.iter().map(|(_, kind)| address(kind)).zip(0..).collect(),
            labels: dictionary.labels.iter().map(|(_, text)| Arc::clone(text)).zip(0..).collect(),
            logs: dictionary.logs.iter().map(|(_, id)| *id).zip(0..).collect(),
            added: Vec::new(),
        }
    }

    /// The number of a stream that the dictionary does not hold.
    pub(super) fn new_stream(&mut self, name: &StreamName) -> u32 {
        self.added.push(Entry::Stream(name.clone()));
        self.streams += 1;
        self.streams - 1
    }

    pub(super) fn kind(&mut self, kind: &Arc<EventKind>) -> u64 {
        if let Some(number) = self.kinds.get(&address(kind)) {
            return *number;
        }
        self.added.push(Entry::Kind(Arc::clone(kind)));
        insert(&mut self.kinds, address(kind))
    }

    /// `None` when the dictionary takes no more labels.
    pub(super) fn label(&mut self, text: &Arc<str>) -> Option<u64> {
        if let Some(number) = self.labels.get(text) {
            return Some(*number);
        }
        if self.labels.len() == LABELS_MAX {
            return None;
        }
        self.added.push(Entry::Label(Arc::clone(text)));
        Some(insert(&mut self.labels, Arc::clone(text)))
    }

    pub(super) fn log(&mut self, id: LogId) -> u64 {
        if let Some(number) = self.logs.get(&id) {
            return *number;
        }
        self.added.push(Entry::Log(id));
        insert(&mut self.logs, id)
    }

    /// What was added and not yet taken.
    pub(super) fn added(&self) -> &[Entry] {
        &self.added
    }

    /// Hands over what was added, once it is durable.
    pub(super) fn take_added(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.added)
    }

    /// Forgets all but the first `kept` of what was added: the rest is not going to be written.
    pub(super) fn forget(&mut self, kept: usize) {
        for entry in self.added.drain(kept..) {
            match entry {
                Entry::Stream(_) => self.streams -= 1,
                Entry::Kind(kind) => drop(self.kinds.remove(&address(&kind))),
                Entry::Label(text) => drop(self.labels.remove(&text)),
                Entry::Log(id) => drop(self.logs.remove(&id)),
            }
        }
    }
}

fn insert<K: Eq + Hash, S: BuildHasher>(numbers: &mut HashMap<K, u64, S>, key: K) -> u64 {
    let number = numbers.len() as u64;
    numbers.insert(key, number);
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_forgotten_gets_the_same_number_again() {
        let mut numbers = Numbers::default();
        let (a, b): (StreamName, StreamName) = ("s/a".parse().expect("a name"), "s/b".parse().expect("a name"));
        assert_eq!((numbers.new_stream(&a), numbers.label(&"x".into()), numbers.log(LogId(1))), (0, Some(0), 0));
        let kept = numbers.added().len();
        assert_eq!((numbers.new_stream(&b), numbers.label(&"y".into()), numbers.log(LogId(2))), (1, Some(1), 1));
        numbers.forget(kept);
        assert_eq!((numbers.new_stream(&b), numbers.label(&"z".into()), numbers.log(LogId(1))), (1, Some(1), 0));
        let dictionary = Dictionary::default();
        numbers.take_added().into_iter().for_each(|entry| dictionary.push(entry));
        assert_eq!([dictionary.label(0), dictionary.label(1)], [Ok(&"x".into()), Ok(&"z".into())]);
        assert!(dictionary.label(2).is_err() && dictionary.label(u64::MAX).is_err());
        let mut numbers = Numbers::of(&dictionary, 2);
        assert_eq!((numbers.new_stream(&a), numbers.label(&"z".into())), (2, Some(1)));
    }

    #[test]
    fn labels_have_a_bound() {
        let mut numbers = Numbers::default();
        let labels: Vec<Arc<str>> = (0..=LABELS_MAX).map(|n| n.to_string().into()).collect();
        assert!(labels[..LABELS_MAX].iter().all(|label| numbers.label(label).is_some()));
        assert_eq!(numbers.label(&labels[LABELS_MAX]), None);
        assert_eq!(numbers.label(&labels[7]), Some(7));
    }
}
