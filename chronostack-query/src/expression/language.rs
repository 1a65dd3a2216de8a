//! An expression, and whether it holds of a state.

use std::str::FromStr;

use chronostack::diff::StateView;

use crate::expression::{error::ExpressionError, node::Node, parser::Parser};

/// A question about a state that is answered by yes or no: `/due_cents > 100 and not state == "Settled"`.
///
/// - A pointer (RFC 6901) starts inside of the present state (`/due_cents`) or at its name (`/Open/due_cents`). One in which spaces, parentheses or
///   signs of comparison stand is written as a JSON text: `"/first name" == "Ann"`. The empty one, `""`, is the whole.
/// - `state` is the name of the present state, where the state is an enum.
/// - What is compared is JSON. Numbers are compared by their exact value, whichever way they are written, and those beyond 64 bits, which a state shows as a text,
///   as numbers too. `<` and its like order numbers and texts. Values of different kinds are neither equal nor in any order.
/// - `contains` asks for a part of a text, an item of a list or a field of an object; `startswith` for the beginning of a text.
/// - Where a pointer leads nowhere, every comparison but `!=` is false. `exists /pointer` asks just that.
#[derive(Clone, Debug, PartialEq)]
pub struct Expression(Node);

impl FromStr for Expression {
    type Err = ExpressionError;

    fn from_str(text: &str) -> Result<Self, ExpressionError> {
        Parser::read(text).map(Self)
    }
}

impl Expression {
    /// Whether it holds of `state`.
    pub fn holds(&self, state: &StateView) -> bool {
        self.0.holds(state)
    }
}
