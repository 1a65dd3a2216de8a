//! Whether what a log holds is what was written to it, as far as reading it can tell.

use std::ops::ControlFlow;

use chronostack::{
    log::{Log, ReadError, ReadLimit, RecordRef},
    schema,
    time::Timestamp,
};

use crate::events::first_position;

/// What [`check`] found.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Checked {
    /// Events that were read.
    pub events: u64,
    /// What is wrong, at most the first 1,000.
    pub problems: Vec<String>,
    /// How many more there are.
    pub problems_left_out: u64,
}

const PROBLEMS_MAX: usize = 1_000;

impl Checked {
    fn add(&mut self, problem: String) {
        if self.problems.len() < PROBLEMS_MAX { self.problems.push(problem) } else { self.problems_left_out += 1 }
    }
}

/// Reads every event, which holds it against its checksum where the log has one, its position and time against those before, and its payload
/// against its schema. `counted` is told how many events were read. What is damaged is passed over. A folder has a check of its own that reads
/// every byte: [`chronostack::log::file::verify`].
pub async fn check(log: &dyn Log, counted: &mut (dyn FnMut(u64) + Send)) -> Result<Checked, ReadError> {
    let mut check = Check { checked: Checked::default(), expected: first_position(log).await?, last: None };
    let head = log.head().await?;
    while check.expected <= head {
        let from = check.expected;
        let mut look = |record: &RecordRef<'_>| {
            check.take(record);
            counted(check.checked.events);
            ControlFlow::Continue(())
        };
        match log.scan(from, &mut look).await {
            Ok(()) => break,
            Err(error @ ReadError::Corrupt { position, .. }) if position >= check.expected => {
                // What was read together with it was not shown.
                while check.expected < position {
                    let page = log.read(check.expected, ReadLimit::records(1)).await?;
                    let Some(record) = page.records.first() else { break };
                    check.take(&record.into());
                }
                check.checked.add(error.to_string());
                check.expected = position + 1;
            }
            Err(error @ ReadError::Corrupt { .. }) => {
                check.checked.add(error.to_string());
                break;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(check.checked)
}

struct Check {
    checked: Checked,
    expected: u64,
    last: Option<Timestamp>,
}

impl Check {
    fn take(&mut self, record: &RecordRef<'_>) {
        let place = format_args!("position {} ({} version {})", record.position, record.stream(), record.version);
        if record.position != self.expected {
            self.checked.add(format!("{place}: position {} should stand here", self.expected));
        }
        if self.last.is_some_and(|last| record.recorded_at < last) {
            self.checked.add(format!("{place}: it was recorded before the event before it"));
        }
        if let Err(error) = schema::check(&record.kind.schema, record.kind.codec, record.payload) {
            self.checked
                .add(format!("{place}: the payload of `{}` does not fit its schema: {error}", record.kind.name));
        }
        (self.expected, self.last) = (record.position + 1, Some(record.recorded_at));
        self.checked.events += 1;
    }
}
