//! Tests of a machine by hand: given what happened, when this happens, then that follows.

use std::{
    error::Error,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
};

use crate::{
    event::Event,
    history::History,
    machine::{Outcome, Reducer, Rejection},
    replay::panic_message,
    testing::{
        answer::{Answer, json},
        expectation::Expectation,
        words,
    },
};

/// The events that happened so far: what a test starts from. Guards are not asked about them.
///
/// Their meta is that of [`History::from_events`].
///
/// ```
/// use chronostack::{prelude::*, testing::{given, rejected}};
/// use serde::{Deserialize, Serialize};
///
/// #[derive(Event, Clone, Debug, PartialEq, Serialize, Deserialize)]
/// pub struct Added { n: u64 }
///
/// #[derive(State, Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
/// pub struct Counter { total: u64 }
///
/// #[reducer(pub enum CounterEvent)]
/// impl Counter {
///     fn added(&mut self, event: &Added) { self.total += event.n; }
///
///     #[guard]
///     fn no_zero(&self, event: &Added) -> Result<(), &'static str> {
///         if event.n == 0 { Err("it adds nothing") } else { Ok(()) }
///     }
/// }
///
/// given::<Counter>([Added { n: 2 }.into()]).when(Added { n: 3 }).then(Counter { total: 5 });
/// given::<Counter>([]).when(Added { n: 3 }).then([Added { n: 3 }.into()]);
/// given::<Counter>([]).when(Added { n: 0 }).then(rejected().by("no_zero"));
/// ```
///
/// # Panics
/// When an event has no row in the table, or its handler panics.
#[track_caller]
pub fn given<R: Reducer>(events: impl IntoIterator<Item = R::Event>) -> Given<R> {
    let history = History::from_events(events);
    if let Some(error) = history.error() {
        panic!("given: {error}");
    }
    Given { history }
}

/// See [`given`].
#[derive(Clone, Debug)]
#[must_use = "nothing is tested before `then`"]
pub struct Given<R: Reducer> {
    history: History<R>,
}

impl<R: Reducer> Given<R> {
    /// One more event, as `dispatch` does it: a legal transition, then the guards, then the handler.
    #[must_use = "nothing is tested before `then`"]
    pub fn when(self, event: impl Into<R::Event>) -> When<R> {
        self.happen(vec![event.into()])
    }

    /// A decision, as `decide` does it: each event is checked against the state that those before it made; all are
    /// recorded, or none.
    #[must_use = "nothing is tested before `then`"]
    pub fn when_decided<E: Into<Box<dyn Error + Send + Sync>>>(
        self,
        decision: impl FnOnce(&R) -> Result<Vec<R::Event>, E>,
    ) -> When<R> {
        match decision(self.history.state()) {
            Ok(events) => self.happen(events),
            Err(error) => When { given: self.history, asked: Vec::new(), answer: Answer::Refused(error.into()) },
        }
    }

    /// The state that the events led to.
    pub fn state(&self) -> &R {
        self.history.state()
    }

    fn happen(self, asked: Vec<R::Event>) -> When<R> {
        let answer = happened(&self.history, &asked);
        When { given: self.history, asked, answer }
    }
}

fn happened<R: Reducer>(history: &History<R>, asked: &[R::Event]) -> Answer<R> {
    let mut state = history.state().clone();
    let mut events = Vec::new();
    for event in asked {
        let meta = History::<R>::made_up_meta(history.version() + events.len() as u64 + 1);
        let step = catch_unwind(AssertUnwindSafe(|| {
            state.check(event)?;
            Ok(state.reduce(event, &meta))
        }));
        let name = event.event_type().name;
        match step {
            Ok(Ok(Outcome::Ignored)) => {}
            Ok(Ok(Outcome::Applied { .. })) => events.push(event.clone()),
            Ok(Ok(Outcome::Rejected)) => {
                return Answer::Rejected(Rejection::NoTransition { state: state.state_name(), event: name });
            }
            Ok(Err(rejection)) => return Answer::Rejected(rejection),
            Err(panic) => return Answer::Panicked { event: name, message: panic_message(panic.as_ref()) },
        }
    }
    Answer::Recorded { events, state }
}

/// What happened, for [`then`](Self::then) to judge.
pub struct When<R: Reducer> {
    given: History<R>,
    asked: Vec<R::Event>,
    answer: Answer<R>,
}

impl<R: Reducer> When<R> {
    /// Compares with what should have happened: a state, the events that are recorded (none when the state ignores
    /// the event), or [`rejected()`](crate::testing::rejected). Several may be asked for, one after the other.
    ///
    /// # Panics
    /// When something else happened; the message says what.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use, reason = "most tests end here")]
    pub fn then(self, expected: impl Expectation<R>) -> Self {
        if let Err(difference) = expected.compare(&self.answer) {
            panic!("{self}\n{difference}");
        }
        self
    }

    /// Checks the state that it led to.
    ///
    /// # Panics
    /// When it was rejected, or `holds` is false.
    #[track_caller]
    #[allow(clippy::return_self_not_must_use, reason = "most tests end here")]
    pub fn then_state(self, holds: impl FnOnce(&R) -> bool) -> Self {
        match &self.answer {
            Answer::Recorded { state, .. } => {
                assert!(holds(state), "{self}\nthe state is not as expected: {}", json(state));
            }
            other => panic!("{self}\na state was expected, but {other}"),
        }
        self
    }
}

impl<R: Reducer> fmt::Display for When<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "given {} with the state {}", words::events(self.given.len()), json(self.given.state()))?;
        self.asked.iter().try_for_each(|event| write!(f, "\nwhen {event:?}"))
    }
}

impl<R: Reducer> fmt::Debug for When<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}\n{}", self.answer)
    }
}
