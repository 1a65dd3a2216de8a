//! What the events of a log are, counted.

use std::{collections::HashMap, sync::Arc};

use chronostack::log::{EventKind, RecordRef};

use crate::index::cells::Cells;

/// Groups that are counted apart; what comes behind these many is counted together.
const GROUPS_MAX: usize = 4_096;

/// What the events of a log are, counted: by service, kind of stream and type, over time.
#[derive(Clone, Debug, Default)]
pub(crate) struct Census {
    /// The first position that was counted.
    pub(crate) first: u64,
    /// The last one; 0 before there is one.
    pub(crate) last: u64,
    /// When the first was recorded, and the last, in microseconds.
    pub(crate) recorded: Option<(i64, i64)>,
    /// All that has the same service, kind of stream and type is a group.
    pub(crate) groups: Vec<Group>,
    /// The counts by time of each group.
    pub(crate) cells: Cells,
    /// How many streams there are of each kind.
    pub(crate) streams: HashMap<Box<str>, u64>,
    places: HashMap<Key, usize>,
    /// That of the record before: the next one often is of the same.
    latest: usize,
}

/// Service, kind of stream, name and version of the type.
type Key = (Option<Box<str>>, Box<str>, Box<str>, u32);

/// Events of one service, one kind of stream, one version of one type.
#[derive(Clone, Debug)]
pub(crate) struct Group {
    pub(crate) service: Option<Box<str>>,
    /// Of its streams.
    pub(crate) kind: Box<str>,
    pub(crate) event: Arc<EventKind>,
    pub(crate) events: u64,
    /// Of payloads.
    pub(crate) bytes: u64,
}

impl Census {
    /// Counts an event, which comes behind all that were counted. `new_streams` says whether its stream counts where it is the first of it.
    pub(crate) fn add(&mut self, record: &RecordRef<'_>, new_streams: bool) {
        let at = record.recorded_at.as_microsecond();
        let stream = record.stream();
        let kind = stream.split_once('/').map_or(stream, |(kind, _)| kind);
        let group = self.group(record, kind);
        self.cells.add(group, at);
        if let Some(group) = self.groups.get_mut(group) {
            group.events += 1;
            group.bytes += record.payload.len() as u64;
        }
        if new_streams && record.version == 1 {
            self.add_stream(kind);
        }
        if self.last == 0 {
            self.first = record.position;
        }
        self.last = record.position;
        self.recorded = Some((self.recorded.map_or(at, |(first, _)| first), at));
    }

    /// Counts a stream.
    pub(crate) fn add_stream(&mut self, kind: &str) {
        match self.streams.get_mut(kind) {
            Some(streams) => *streams += 1,
            None => {
                self.streams.insert(kind.into(), 1);
            }
        }
    }

    /// How many events were counted.
    pub(crate) fn events(&self) -> u64 {
        self.groups.iter().map(|group| group.events).sum()
    }

    fn group(&mut self, record: &RecordRef<'_>, kind: &str) -> usize {
        let service = record.service();
        let is_of = |group: &Group| {
            Arc::ptr_eq(&group.event, record.kind) && &*group.kind == kind && group.service.as_deref() == service
        };
        if !self.groups.get(self.latest).is_some_and(is_of) {
            self.latest = self.find(service, kind, record.kind);
        }
        self.latest
    }

    fn find(&mut self, service: Option<&str>, kind: &str, event: &Arc<EventKind>) -> usize {
        let key = (service.map(Box::from), Box::from(kind), event.name.as_str().into(), event.version);
        if let Some(place) = self.places.get(&key) {
            return *place;
        }
        // The last group takes what is too much: its names are those of the first that came there.
        let place = self.groups.len().min(GROUPS_MAX - 1);
        if place == self.groups.len() {
            let (service, kind, ..) = key.clone();
            self.groups.push(Group { service, kind, event: Arc::clone(event), events: 0, bytes: 0 });
            self.places.insert(key, place);
        }
        place
    }
}
