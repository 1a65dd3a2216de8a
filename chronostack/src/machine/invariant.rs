//! What must hold of every state.

use std::fmt;

/// An invariant that a state breaks. Displays as a sentence.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct BrokenInvariant {
    /// Its function.
    pub invariant: &'static str,
    /// What it says is wrong; `None` where it only says that something is.
    pub reason: Option<String>,
}

impl BrokenInvariant {
    /// `Ok` where `answer`, what the function named `invariant` said, is that it holds.
    pub fn unless(invariant: &'static str, answer: impl InvariantAnswer) -> Result<(), Self> {
        answer.holds().map_err(|reason| Self { invariant, reason })
    }
}

impl fmt::Display for BrokenInvariant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the invariant `{}` does not hold", self.invariant)?;
        self.reason.as_ref().map_or(Ok(()), |reason| write!(f, ": {reason}"))
    }
}

impl std::error::Error for BrokenInvariant {}

/// What an invariant may answer with: `bool`, or `Result<(), E>` where `E` says what is wrong.
#[diagnostic::on_unimplemented(
    message = "an invariant cannot answer with `{Self}`",
    label = "not an answer of an invariant",
    note = "an invariant returns `bool`, or `Result<(), E>` where `E` can be displayed and says what is wrong"
)]
pub trait InvariantAnswer {
    /// `Err` where it does not hold, with what is wrong if that is said.
    fn holds(self) -> Result<(), Option<String>>;
}

#[diagnostic::do_not_recommend]
impl InvariantAnswer for bool {
    fn holds(self) -> Result<(), Option<String>> {
        if self { Ok(()) } else { Err(None) }
    }
}

#[diagnostic::do_not_recommend]
impl<E: fmt::Display> InvariantAnswer for Result<(), E> {
    fn holds(self) -> Result<(), Option<String>> {
        self.map_err(|reason| Some(reason.to_string()))
    }
}
