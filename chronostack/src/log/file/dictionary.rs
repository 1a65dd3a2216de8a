//! A segment's dictionary: what its frames name by number.

use std::{collections::HashMap, hash::Hash, sync::Arc};

use crate::{
    id::{LogId, StreamName},
    log::{file::entry::Entry, record::EventKind},
};

/// Labels that one segment's dictionary takes at most; further ones stand in the frames as texts. A bound, for actors may
/// be as many as events.
const LABELS_MAX: usize = 4_096;

/// A dictionary to look numbers up in.
#[derive(Clone, Debug, Default)]
pub(super) struct Dictionary {
    pub(super) streams: Vec<StreamName>,
    pub(super) kinds: Vec<Arc<EventKind>>,
    pub(super) labels: Vec<Arc<str>>,
    pub(super) logs: Vec<LogId>,
}

impl Dictionary {
    pub(super) fn push(&mut self, entry: Entry) {
        match entry {
            Entry::Stream(name) => self.streams.push(name),
            Entry::Kind(kind) => self.kinds.push(kind),
            Entry::Label(text) => self.labels.push(text),
            Entry::Log(id) => self.logs.push(id),
        }
    }
}

/// What stands behind `number`, if anything does.
pub(super) fn numbered<T>(items: &[T], number: u64) -> Option<&T> {
    items.get(usize::try_from(number).ok()?)
}

/// A dictionary to look names up in, which grows by those that it does not hold.
#[derive(Debug, Default)]
pub(super) struct Numbers {
    streams: HashMap<StreamName, u64>,
    /// By address: the log shares each kind, and its dictionaries keep it alive.
    kinds: HashMap<usize, u64>,
    labels: HashMap<Arc<str>, u64>,
    logs: HashMap<LogId, u64>,
    /// What was added since [`take_added`](Self::take_added).
    added: Vec<Entry>,
}

impl Numbers {
    /// The numbers of what `dictionary` holds.
    pub(super) fn of(dictionary: &Dictionary) -> Self {
        Self {
            streams: dictionary.streams.iter().cloned().zip(0..).collect(),
            kinds: dictionary.kinds.iter().map(address).zip(0..).collect(),
            labels: dictionary.labels.iter().cloned().zip(0..).collect(),
            logs: dictionary.logs.iter().copied().zip(0..).collect(),
            added: Vec::new(),
        }
    }

    pub(super) fn stream(&mut self, name: &StreamName) -> u64 {
        if let Some(number) = self.streams.get(name) {
            return *number;
        }
        self.added.push(Entry::Stream(name.clone()));
        insert(&mut self.streams, name.clone())
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
                Entry::Stream(name) => drop(self.streams.remove(&name)),
                Entry::Kind(kind) => drop(self.kinds.remove(&address(&kind))),
                Entry::Label(text) => drop(self.labels.remove(&text)),
                Entry::Log(id) => drop(self.logs.remove(&id)),
            }
        }
    }
}

fn address(kind: &Arc<EventKind>) -> usize {
    Arc::as_ptr(kind).addr()
}

fn insert<K: Eq + Hash>(numbers: &mut HashMap<K, u64>, key: K) -> u64 {
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
        assert_eq!((numbers.stream(&a), numbers.label(&"x".into()), numbers.log(LogId(1))), (0, Some(0), 0));
        let kept = numbers.added().len();
        assert_eq!((numbers.stream(&b), numbers.label(&"y".into()), numbers.log(LogId(2))), (1, Some(1), 1));
        numbers.forget(kept);
        assert_eq!((numbers.stream(&b), numbers.label(&"z".into()), numbers.log(LogId(1))), (1, Some(1), 0));
        let mut dictionary = Dictionary::default();
        numbers.take_added().into_iter().for_each(|entry| dictionary.push(entry));
        assert_eq!(dictionary.streams, [a, b]);
        assert_eq!(dictionary.labels, ["x".into(), "z".into()]);
        assert_eq!(Numbers::of(&dictionary).stream(&dictionary.streams[1]), 1);
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
