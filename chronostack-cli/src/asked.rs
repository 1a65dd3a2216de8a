//! The stream that is asked about, with its log and its machine.

use std::sync::Arc;

use anstream::eprintln;
use chronostack::{id::StreamName, log::Log};
use chronostack_query::{AnyMachine, Moment, StateData, Story, StreamSelector};
use pollster::block_on;

use crate::{arguments::StreamArguments, failure::Failure, log_path::LogPath, machines::Machines};

/// The stream that is asked about, with its log and its machine.
pub(crate) struct Asked<'m> {
    pub(crate) log: Arc<dyn Log>,
    pub(crate) machine: &'m dyn AnyMachine,
    pub(crate) stream: StreamName,
}

impl<'m> Asked<'m> {
    pub(crate) fn find(arguments: &StreamArguments, machines: &'m Machines) -> Result<Self, Failure> {
        let log = LogPath::find(&arguments.log.log)?.open()?;
        block_on(StreamSelector::One(arguments.stream.clone()).require(log.as_ref()))?;
        let machine = machines.of(&arguments.stream, arguments.machine.as_deref())?;
        Ok(Self { log, machine, stream: arguments.stream.clone() })
    }

    pub(crate) fn state(&self, moment: Moment) -> Result<StateData, Failure> {
        Ok(block_on(self.machine.state(Arc::clone(&self.log), &self.stream, moment))?)
    }

    /// What `ask` makes of the stream's history. Where that cannot go on, it is asked as far as it goes, and the reason is the failure.
    pub(crate) fn story<T>(&self, ask: impl FnOnce(&dyn Story) -> Result<T, Failure>) -> Result<T, Failure> {
        let told = block_on(self.machine.story(Arc::clone(&self.log), &self.stream))?;
        let answer = ask(told.story.as_ref())?;
        match told.failure {
            None => Ok(answer),
            Some(failure) => {
                eprintln!();
                Err(Failure::new(format!(
                    "the history ends before version {}: failed to {failure}",
                    told.story.version() + 1
                )))
            }
        }
    }
}
