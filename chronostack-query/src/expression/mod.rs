//! A small language of questions about a state, in which nothing can be done but ask: comparisons of what stands at a JSON Pointer, joined by
//! `and`, `or`, `not` and parentheses.
//!
//! ```text
//! question    = both { "or" both }
//! both        = one { "and" one }
//! one         = "not" one | "(" question ")" | "exists" pointer | ("state" | pointer) comparison json
//! comparison  = "==" | "!=" | "<" | "<=" | ">" | ">=" | "contains" | "startswith"
//! ```

mod error;
mod language;
mod node;
mod number;
mod parser;
mod same;

#[cfg(test)]
mod tests;

pub use error::ExpressionError;
pub use language::Expression;
