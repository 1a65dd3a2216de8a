//! Several logs' events as one sequence.

use std::iter::Peekable;

use crate::interchange::CloudEvent;

/// The events of several exports, each in the order of its log, in order of (logical time, log, position): none stands before what
/// led to it, as far as their logs knew that. A failure of one comes as soon as it is its turn.
///
/// ```
/// # use chronostack::interchange::{CloudEvent, LineError, merged};
/// # let (web, mailer) = ("", "");
/// let exports = [web, mailer].map(|text| text.lines().map(CloudEvent::parse));
/// let events: Vec<CloudEvent> = merged(exports).collect::<Result<_, LineError>>()?;
/// # Ok::<(), LineError>(())
/// ```
pub fn merged<E, I: Iterator<Item = Result<CloudEvent, E>>>(
    exports: impl IntoIterator<Item = I>,
) -> impl Iterator<Item = Result<CloudEvent, E>> {
    let mut exports: Vec<Peekable<I>> = exports.into_iter().map(Iterator::peekable).collect();
    std::iter::from_fn(move || {
        let heads = exports.iter_mut().filter_map(|export| {
            // `None`, that of a failure, is the least.
            let place = export.peek()?.as_ref().ok().map(|event| (event.meta.logical, event.meta.id));
            Some((place, export))
        });
        heads.min_by_key(|(place, _)| *place)?.1.next()
    })
}
