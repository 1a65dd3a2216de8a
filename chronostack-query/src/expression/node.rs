//! What an expression consists of.

use std::cmp::Ordering;

use chronostack::diff::StateView;
use serde_json::Value;

use crate::expression::{number::Number, same::same};

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node {
    Any(Vec<Node>),
    All(Vec<Node>),
    Not(Box<Node>),
    Exists(String),
    Compare(Subject, Comparison, Literal),
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Subject {
    /// The state's name.
    Name,
    /// What stands at a pointer.
    At(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Contains,
    StartsWith,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal {
    /// A `Value` has no room for all numbers.
    Number(Number),
    Other(Value),
}

impl Node {
    pub(super) fn holds(&self, state: &StateView) -> bool {
        match self {
            Self::Any(nodes) => nodes.iter().any(|node| node.holds(state)),
            Self::All(nodes) => nodes.iter().all(|node| node.holds(state)),
            Self::Not(node) => !node.holds(state),
            Self::Exists(pointer) => state.at(pointer).is_some(),
            Self::Compare(Subject::At(pointer), comparison, literal) => comparison.holds(state.at(pointer), literal),
            Self::Compare(Subject::Name, comparison, literal) => {
                let name = state.name().map(Value::from);
                comparison.holds(name.as_ref(), literal)
            }
        }
    }
}

impl Comparison {
    fn holds(self, value: Option<&Value>, literal: &Literal) -> bool {
        let Some(value) = value else { return self == Self::NotEqual };
        let order = || literal.order(value);
        match self {
            Self::Equal => literal.equals(value),
            Self::NotEqual => !literal.equals(value),
            Self::Less => order().is_some_and(Ordering::is_lt),
            Self::LessOrEqual => order().is_some_and(Ordering::is_le),
            Self::Greater => order().is_some_and(Ordering::is_gt),
            Self::GreaterOrEqual => order().is_some_and(Ordering::is_ge),
            Self::Contains => literal.is_in(value),
            Self::StartsWith => match (value, literal) {
                (Value::String(value), Literal::Other(Value::String(start))) => value.starts_with(start),
                _ => false,
            },
        }
    }
}

impl Literal {
    fn equals(&self, value: &Value) -> bool {
        match self {
            Self::Number(_) => self.order(value) == Some(Ordering::Equal),
            Self::Other(literal) => same(value, literal),
        }
    }

    /// How `value` stands to this.
    fn order(&self, value: &Value) -> Option<Ordering> {
        match (self, value) {
            (Self::Number(number), value) => Number::of(value)?.order(number),
            (Self::Other(Value::String(text)), Value::String(value)) => Some(value.as_str().cmp(text)),
            _ => None,
        }
    }

    fn is_in(&self, value: &Value) -> bool {
        match (value, self) {
            (Value::String(value), Self::Other(Value::String(part))) => value.contains(part),
            (Value::Object(fields), Self::Other(Value::String(name))) => fields.contains_key(name),
            (Value::Array(items), literal) => items.iter().any(|item| literal.equals(item)),
            _ => false,
        }
    }
}
