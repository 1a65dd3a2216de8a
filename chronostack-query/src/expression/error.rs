//! What is wrong with an expression.

/// A text is no expression.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExpressionError {
    /// Something else should stand there.
    #[error("read the expression: at column {column} {expected} is expected, not {found}")]
    Syntax {
        /// Where, in characters from 1.
        column: usize,
        /// What should stand there.
        expected: &'static str,
        /// What does.
        found: String,
    },
    /// It is nested too deep.
    #[error("read the expression: at column {column} it is nested deeper than {max} levels")]
    Deep {
        /// Where, in characters from 1.
        column: usize,
        /// How deep it may be.
        max: usize,
    },
    /// It is too long.
    #[error("read the expression: it has {bytes} bytes, and {max} are allowed")]
    Long {
        /// How long it is.
        bytes: usize,
        /// How long it may be.
        max: usize,
    },
}

impl ExpressionError {
    /// Where it is wrong, in characters from 1, if that is one place.
    pub fn column(&self) -> Option<usize> {
        match self {
            Self::Syntax { column, .. } | Self::Deep { column, .. } => Some(*column),
            Self::Long { .. } => None,
        }
    }
}
