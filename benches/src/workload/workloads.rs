//! The workloads by name.

use crate::{
    fault::Result,
    measure::Row,
    setup::Setup,
    workload::{
        append, causality, fold, graph, import, load, macros, memory, open, paper, replay, seek, stream, syncs,
        together,
    },
};

/// Its name, what it does, and how it runs.
type Entry = (&'static str, &'static str, fn(&Setup) -> Result<Vec<Row>>);

/// Something that `ChronoStack` and its peers all do.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Workload {
    Fold,
    Replay,
    Load,
    Append,
    Append64,
    Append1024,
    Causality,
    Import,
    Stream,
    Open,
    Memory,
    Seek,
    Paper,
    Macros,
    Syncs,
    Graph,
}

impl Workload {
    pub(crate) const ALL: [Self; 16] = [
        Self::Fold,
        Self::Replay,
        Self::Load,
        Self::Append,
        Self::Append64,
        Self::Append1024,
        Self::Causality,
        Self::Import,
        Self::Stream,
        Self::Open,
        Self::Memory,
        Self::Seek,
        Self::Paper,
        Self::Macros,
        Self::Syncs,
        Self::Graph,
    ];

    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|workload| workload.name() == name)
    }

    pub(crate) fn name(self) -> &'static str {
        self.entry().0
    }

    pub(crate) fn about(self) -> &'static str {
        self.entry().1
    }

    pub(crate) fn run(self, setup: &Setup) -> Result<Vec<Row>> {
        self.entry().2(setup)
    }

    fn entry(self) -> Entry {
        match self {
            Self::Fold => ("fold", "dispatch over a million events in memory", fold::run),
            Self::Replay => ("replay", "a whole log from the page cache, decoded and folded", replay::run),
            Self::Load => ("load", "ten thousand states from a hundred events each", load::run),
            Self::Append => ("append", "one writer, one durable commit an event", append::run),
            Self::Append64 => ("append64", "64 writers at once, all durable", together::run_64),
            Self::Append1024 => ("append1024", "1,024 writers at once, all durable", together::run_1024),
            Self::Causality => ("causality", "a dispatch that says why, beside the same that does not", causality::run),
            Self::Import => ("import", "batches of a thousand, each durable; bytes on disk", import::run),
            Self::Stream => ("stream", "one account's hundred events out of a million", stream::run),
            Self::Open => ("open", "five million events reopened, clean and killed", open::run),
            Self::Memory => ("memory", "what a million streams take in memory", memory::run),
            Self::Seek => ("seek", "any version of one stream of a million events", seek::run),
            Self::Paper => ("paper", "a text from 259,778 keystrokes, and any version (needs --data)", paper::run),
            Self::Macros => ("macros", "clean build of 200 event types in 20 machines", macros::run),
            Self::Syncs => ("syncs", "system calls that make a commit durable (needs strace)", syncs::run),
            Self::Graph => ("causality-graph", "what led to what among a million events", graph::run),
        }
    }
}
