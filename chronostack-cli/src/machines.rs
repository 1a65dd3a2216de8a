//! The machines that the program knows.

use std::{fmt, sync::Arc};

use chronostack::{id::StreamName, log::EventKind, machine::Reducer};
use chronostack_query::{AnyMachine, machine, nearest};

use crate::failure::Failure;

/// The machines that the program knows, in the order in which they were registered.
#[derive(Default)]
pub(crate) struct Machines {
    machines: Vec<Arc<dyn AnyMachine>>,
}

impl fmt::Debug for Machines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.names()).finish()
    }
}

impl Machines {
    pub(crate) fn add<R: Reducer>(&mut self) {
        self.machines.push(Arc::from(machine::<R>()));
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.machines.is_empty()
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &dyn AnyMachine> {
        self.machines.iter().map(AsRef::as_ref)
    }

    /// All of them, to be kept by somebody else.
    #[cfg(feature = "serve")]
    pub(crate) fn shared(&self) -> impl Iterator<Item = Arc<dyn AnyMachine>> {
        self.machines.iter().map(Arc::clone)
    }

    /// The event types of all of them.
    pub(crate) fn event_kinds(&self) -> Vec<EventKind> {
        self.machines.iter().flat_map(|machine| machine.event_kinds()).collect()
    }

    fn names(&self) -> impl Iterator<Item = &'static str> {
        self.machines.iter().map(|machine| machine.spec().name)
    }

    /// The machine of that name.
    pub(crate) fn named(&self, name: &str) -> Result<&dyn AnyMachine, Failure> {
        let found = self.machines.iter().find(|machine| machine.spec().name == name);
        found.map(AsRef::as_ref).ok_or_else(|| {
            let known: Vec<&str> = self.names().collect();
            Failure::usage(format!("no machine `{name}` is registered"))
                .nearest(&nearest(name, &known))
                .tip(format!("these are: {}", known.join(", ")))
        })
    }

    /// The machine of that name, else the first whose streams are of the kind of this one.
    pub(crate) fn of(&self, stream: &StreamName, name: Option<&str>) -> Result<&dyn AnyMachine, Failure> {
        if let Some(name) = name {
            return self.named(name);
        }
        let found = self.machines.iter().find(|machine| machine.spec().stream == stream.kind());
        found.map(AsRef::as_ref).ok_or_else(|| {
            let known =
                self.machines.iter().map(|machine| format!("{} ({}/…)", machine.spec().name, machine.spec().stream));
            Failure::usage(format!("no machine is registered for streams of the kind `{}`", stream.kind()))
                .tip(format!("these are: {}", known.collect::<Vec<_>>().join(", ")))
                .tip("register it in your program: `App::new().machine::<Order>()`")
        })
    }
}
