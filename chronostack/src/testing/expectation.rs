//! What may be expected to happen.

use crate::{
    diff::Diff,
    event::Event,
    machine::Reducer,
    testing::answer::{Answer, json},
};

/// What [`then`](crate::testing::When::then) compares with: a state, the events that are recorded, or [`rejected()`].
pub trait Expectation<R: Reducer>: Sized {
    /// `Err` says what is different.
    fn compare(self, answer: &Answer<R>) -> Result<(), String>;
}

/// The state after it.
impl<R: Reducer + PartialEq> Expectation<R> for R {
    fn compare(self, answer: &Answer<R>) -> Result<(), String> {
        match answer {
            Answer::Recorded { state, .. } if *state == self => Ok(()),
            Answer::Recorded { state, .. } => match Diff::of_states(&self, state) {
                diff if diff.is_empty() => {
                    Err(format!("the state is not equal to {}, in what serde does not write", json(&self)))
                }
                diff => Err(format!("the state is another; from what was expected to what it is:\n{diff:#}")),
            },
            other => Err(format!("the state {} was expected, but {other}", json(&self))),
        }
    }
}

/// The events that are recorded, compared by name and payload.
impl<R: Reducer> Expectation<R> for Vec<R::Event> {
    fn compare(self, answer: &Answer<R>) -> Result<(), String> {
        events(&self, answer)
    }
}

/// The events that are recorded, compared by name and payload.
impl<R: Reducer, const N: usize> Expectation<R> for [R::Event; N] {
    fn compare(self, answer: &Answer<R>) -> Result<(), String> {
        events(&self, answer)
    }
}

fn events<R: Reducer>(expected: &[R::Event], answer: &Answer<R>) -> Result<(), String> {
    let Answer::Recorded { events, .. } = answer else {
        return Err(format!("{expected:?} was expected, but {answer}"));
    };
    let same = |(a, b): (&R::Event, &R::Event)| a.type_index() == b.type_index() && payload(a) == payload(b);
    if expected.len() == events.len() && expected.iter().zip(events).all(same) {
        return Ok(());
    }
    let (expected, events) = (format!("{expected:#?}"), format!("{events:#?}"));
    let diff = similar::TextDiff::from_lines(&expected, &events);
    let lines: Vec<String> = diff.iter_all_changes().map(|line| format!("{} {line}", line.tag())).collect();
    let lines = lines.concat();
    Err(format!("other events were recorded; from what was expected (-) to what there is (+):\n{lines}"))
}

/// The payload in its canonical encoding, which is equal for equal values.
fn payload<E: Event>(event: &E) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    event.encode(&mut bytes).ok().map(|()| bytes)
}

/// Expects a rejection: an illegal transition, a guard, a retired row, or a decision that said no.
pub fn rejected() -> Rejected {
    Rejected::default()
}

/// See [`rejected`].
#[derive(Clone, Debug, Default)]
#[must_use = "it is for `then`"]
pub struct Rejected {
    guard: Option<String>,
    reason: Option<String>,
}

impl Rejected {
    /// By the guard of that name.
    pub fn by(mut self, guard: impl Into<String>) -> Self {
        self.guard = Some(guard.into());
        self
    }

    /// With a message that contains `text`.
    pub fn because(mut self, text: impl Into<String>) -> Self {
        self.reason = Some(text.into());
        self
    }
}

impl<R: Reducer> Expectation<R> for Rejected {
    fn compare(self, answer: &Answer<R>) -> Result<(), String> {
        let (guard, message) = match answer {
            Answer::Rejected(rejection) => (rejection.guard(), rejection.to_string()),
            Answer::Refused(error) => (None, error.to_string()),
            other => return Err(format!("a rejection was expected, but {other}")),
        };
        if let Some(expected) = self.guard.as_deref().filter(|expected| guard != Some(*expected)) {
            return Err(format!("a rejection by the guard `{expected}` was expected, and it says: {message}"));
        }
        match self.reason {
            Some(text) if !message.contains(&text) => {
                Err(format!("a rejection that says {text:?} was expected, and it says: {message}"))
            }
            _ => Ok(()),
        }
    }
}
