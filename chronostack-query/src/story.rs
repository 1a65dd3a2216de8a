//! A stream's history, whatever its machine.

use std::{
    ops::{ControlFlow, Range},
    time::{Duration, Instant},
};

use chronostack::{
    diff::{Diff, StateView},
    event::{Event, Recorded, readable},
    history::History,
    id::StreamName,
    log::Record,
    machine::{Reducer, Unknown},
};
use serde_json::value::RawValue;

use crate::{
    answers::{BlameData, StateData, StepBrief, StepData, event_json},
    blame::blame,
    what_if::{EditData, WhatIf, WhatIfError, lines_if, what_if},
};

/// A stream's history, whatever its machine: a [`History`] without its type.
pub trait Story: Send + Sync {
    /// The stream.
    fn stream(&self) -> &StreamName;

    /// The last version that has a state.
    fn version(&self) -> u64;

    /// What it takes in memory, estimated.
    fn bytes(&self) -> usize;

    /// The state at a version; `None` past the last that has one.
    fn state(&self, version: u64) -> Option<StateData>;

    /// The state at a version, to be looked into; `None` past the last that has one.
    fn view(&self, version: u64) -> Option<StateView>;

    /// The name of the state at a version; `None` past the last that has one.
    fn state_name(&self, version: u64) -> Option<&'static str>;

    /// What differs between two versions; `None` past the last that has a state.
    fn diff(&self, before: u64, after: u64) -> Option<Diff>;

    /// Shows the steps from a version on, until `show` breaks.
    fn steps(&self, from: u64, show: &mut dyn FnMut(&StepData) -> ControlFlow<()>);

    /// Shows the steps from a version on without what they hold, until `show` breaks. Their changes are counted as long as that has taken less
    /// than `counting`: states may be large.
    fn outline(&self, from: u64, counting: Duration, show: &mut dyn FnMut(StepBrief) -> ControlFlow<()>);

    /// The step of a version, and its event as JSON, brought up to date; `None` where there is none.
    fn step(&self, version: u64) -> Option<(StepBrief, Box<RawValue>)>;

    /// Shows the events of `versions` that changed what stands at `pointer`, until `show` breaks. Answers with the pointer and its first slash.
    fn blame(&self, pointer: &str, versions: Range<u64>, show: &mut dyn FnMut(&BlameData) -> ControlFlow<()>)
    -> String;

    /// The first version whose state `holds`; the initial state is not asked about. `bisect` asks about few states, and is right for what never turns
    /// back.
    fn first(&self, bisect: bool, holds: &mut dyn FnMut(&StateView) -> bool) -> Option<u64>;

    /// What would have been with these edits, of which at most `rows` are told side by side. Nothing is written.
    ///
    /// # Errors
    /// When an edit names what is not there, or its data is not that of its event.
    fn what_if(&self, edits: &[EditData], rows: usize) -> Result<WhatIf, WhatIfError>;

    /// The history that it would have been, as lines of CloudEvents JSON.
    ///
    /// # Errors
    /// As those of [`what_if`](Self::what_if).
    fn lines_if(&self, edits: &[EditData]) -> Result<String, WhatIfError>;

    /// Goes on with what the log holds behind it. Answers with false where it cannot, and must be loaded anew to know why.
    fn follow(&mut self, records: &[Record]) -> bool;
}

impl<R: Reducer> Story for History<R> {
    fn stream(&self) -> &StreamName {
        self.stream()
    }

    fn version(&self) -> u64 {
        self.version()
    }

    fn bytes(&self) -> usize {
        self.bytes()
    }

    fn state(&self, version: u64) -> Option<StateData> {
        Some(StateData::of(self.stream().clone(), version, &self.at(version)?))
    }

    fn view(&self, version: u64) -> Option<StateView> {
        self.at(version).map(|state| StateView::of(&state))
    }

    fn state_name(&self, version: u64) -> Option<&'static str> {
        self.at(version).map(|state| state.state_name())
    }

    fn diff(&self, before: u64, after: u64) -> Option<Diff> {
        self.try_diff(before, after)
    }

    fn steps(&self, from: u64, show: &mut dyn FnMut(&StepData) -> ControlFlow<()>) {
        for step in self.steps().skip(before(self, from)) {
            if show(&StepData::of(self, &step)).is_break() {
                break;
            }
        }
    }

    fn outline(&self, from: u64, counting: Duration, show: &mut dyn FnMut(StepBrief) -> ControlFlow<()>) {
        let mut counted = Duration::ZERO;
        for step in self.steps().skip(before(self, from)) {
            let mut brief = StepBrief::of(&step);
            if counted < counting {
                let started = Instant::now();
                brief.changes = Some(step.diff().changes().len());
                counted += started.elapsed();
            }
            if show(brief).is_break() {
                break;
            }
        }
    }

    fn step(&self, version: u64) -> Option<(StepBrief, Box<RawValue>)> {
        let step = self.step(version)?;
        let brief = StepBrief { changes: Some(step.diff().changes().len()), ..StepBrief::of(&step) };
        Some((brief, event_json(self, version)))
    }

    fn blame(
        &self,
        pointer: &str,
        versions: Range<u64>,
        show: &mut dyn FnMut(&BlameData) -> ControlFlow<()>,
    ) -> String {
        let steps = self.steps().skip(before(self, versions.start)).take_while(|step| step.version() < versions.end);
        blame(steps, pointer, show)
    }

    fn first(&self, bisect: bool, holds: &mut dyn FnMut(&StateView) -> bool) -> Option<u64> {
        let holds = |state: &R| holds(&StateView::of(state));
        let step = if bisect { self.bisect(holds) } else { self.first(holds) };
        step.map(|step| step.version())
    }

    fn what_if(&self, edits: &[EditData], rows: usize) -> Result<WhatIf, WhatIfError> {
        what_if(self, edits, rows)
    }

    fn lines_if(&self, edits: &[EditData]) -> Result<String, WhatIfError> {
        lines_if(self, edits)
    }

    fn follow(&mut self, records: &[Record]) -> bool {
        let Some(last) = records.last() else { return true };
        let mut events = Vec::new();
        records.iter().all(|record| read::<R>(record, &mut events)) && self.follow(events, last.meta.version).is_ok()
    }
}

/// How many events stand before a version.
fn before<R: Reducer>(history: &History<R>, version: u64) -> usize {
    history.events().partition_point(|recorded| recorded.meta.version < version)
}

/// Adds the event of a record, unless it is passed over. Answers with whether it is understood.
fn read<R: Reducer>(record: &Record, events: &mut Vec<Recorded<R::Event>>) -> bool {
    let kind = &record.kind;
    let Ok(index) = readable(R::Event::TYPES, &kind.name, kind.version) else {
        return R::machine().unknown == Unknown::Ignore;
    };
    // What is written otherwise must not be decoded as what it is not.
    let ours = R::Event::TYPES.get(index).and_then(|event_type| event_type.at_version(kind.version));
    let alike = ours.is_some_and(|ours| ours.codec == kind.codec && **(ours.schema)() == kind.schema);
    let event = alike.then(|| R::Event::decode(index, kind.version, kind.codec, &record.payload));
    let Some(Ok(event)) = event else { return false };
    events.push(Recorded { event, meta: record.meta.clone() });
    true
}
