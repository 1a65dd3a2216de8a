//! A history that breaks a law, as a text to paste.

use crate::{
    history::History,
    machine::Reducer,
    testing::{literal::literal, suite::Suite},
};

/// What is told of `events`, which break `law`: the reason, how they were found, and how to keep them.
pub(super) fn counterexample<R: Reducer>(
    suite: &Suite<R>,
    law: &str,
    reason: &str,
    found: &str,
    events: &[R::Event],
) -> String {
    let machine = R::machine().name;
    let shown: Vec<String> = events.iter().map(|event| format!("    {},\n", literal(event))).collect();
    let story = History::<R>::from_events(events.iter().cloned());
    format!(
        "`{machine}` breaks the law \"{law}\": {reason}\n\n\
         {found}:\n\
         given::<{machine}>([\n{}])\n\n\
         to keep it as a test, put these lines into {}/NAME.jsonl:\n{}",
        shown.concat(),
        suite.folder,
        story.try_to_jsonl().unwrap_or_else(|error| format!("(they cannot be: {error})")),
    )
}
