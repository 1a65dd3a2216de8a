//! Events whose id says nothing of where they stand: those of logs that are not at hand, and those that were imported.

use std::hash::{BuildHasher, RandomState};

use hashbrown::HashTable;

use crate::causality::{edges::number, node::Node};

/// An event's id with its log's number in place of the log's id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Key {
    pub(super) log: u32,
    pub(super) position: u64,
}

/// Ids with a number each, and the node of those that stand in a log at hand.
#[derive(Debug, Default)]
pub(super) struct Strangers {
    all: Vec<Stranger>,
    by_key: HashTable<u32>,
    by_node: HashTable<u32>,
    /// Ids come from whoever wrote them; they cannot know what they hash to.
    random: RandomState,
}

#[derive(Clone, Copy, Debug)]
struct Stranger {
    position: u64,
    log: u32,
    node: Option<Node>,
}

impl Stranger {
    fn key(self) -> Key {
        Key { log: self.log, position: self.position }
    }
}

impl Strangers {
    pub(super) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// The number of `key`, if it has one, and its node, if it is at hand.
    pub(super) fn find(&self, key: Key) -> Option<(u32, Option<Node>)> {
        if self.all.is_empty() {
            return None;
        }
        let number = *self.by_key.find(self.random.hash_one(key), |number| self.key(*number) == key)?;
        Some((number, self.all[number as usize].node))
    }

    /// The number of `key`, given now unless it has one.
    pub(super) fn number(&mut self, key: Key) -> u32 {
        if let Some((number, _)) = self.find(key) {
            return number;
        }
        let number = number(self.all.len());
        self.all.push(Stranger { position: key.position, log: key.log, node: None });
        let (all, random) = (&self.all, &self.random);
        let hash = |number: &u32| random.hash_one(all[*number as usize].key());
        self.by_key.insert_unique(random.hash_one(key), number, hash);
        number
    }

    /// The stranger `number` stands at `node`; `imported` says that the place has another id of its own.
    pub(super) fn arrive(&mut self, number: u32, node: Node, imported: bool) {
        self.all[number as usize].node = Some(node);
        if imported {
            let (all, random) = (&self.all, &self.random);
            let hash = |number: &u32| random.hash_one(all[*number as usize].node);
            self.by_node.insert_unique(random.hash_one(Some(node)), number, hash);
        }
    }

    /// The key of a stranger.
    pub(super) fn key(&self, number: u32) -> Key {
        self.all[number as usize].key()
    }

    /// The key of the event that was imported to `node`; `None` where the place's own id is the event's.
    pub(super) fn imported(&self, node: Node) -> Option<Key> {
        if self.by_node.is_empty() {
            return None;
        }
        let hash = self.random.hash_one(Some(node));
        let number = self.by_node.find(hash, |number| self.all[*number as usize].node == Some(node))?;
        Some(self.key(*number))
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.all.capacity() * size_of::<Stranger>() + self.by_key.allocation_size() + self.by_node.allocation_size()
    }
}
