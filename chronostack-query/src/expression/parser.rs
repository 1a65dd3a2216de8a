//! From text to an expression.

use serde_json::Value;

use crate::expression::{
    error::ExpressionError,
    node::{Comparison, Literal, Node, Subject},
    number::Number,
};

/// How long an expression may be.
const BYTES_MAX: usize = 4096;
/// How deep `not` and parentheses may be nested: each level is a call.
const DEPTH_MAX: usize = 64;

/// Those that begin like another stand behind it.
const COMPARISONS: [(&str, Comparison); 8] = [
    ("==", Comparison::Equal),
    ("!=", Comparison::NotEqual),
    ("<=", Comparison::LessOrEqual),
    (">=", Comparison::GreaterOrEqual),
    ("<", Comparison::Less),
    (">", Comparison::Greater),
    ("contains", Comparison::Contains),
    ("startswith", Comparison::StartsWith),
];

/// A text that is read from left to right.
pub(super) struct Parser<'a> {
    text: &'a str,
    /// Bytes that are read.
    at: usize,
    depth: usize,
}

impl<'a> Parser<'a> {
    /// Reads all of `text`.
    pub(super) fn read(text: &'a str) -> Result<Node, ExpressionError> {
        if text.len() > BYTES_MAX {
            return Err(ExpressionError::Long { bytes: text.len(), max: BYTES_MAX });
        }
        let mut parser = Self { text, at: 0, depth: 0 };
        let node = parser.any()?;
        if parser.rest().is_empty() { Ok(node) } else { Err(parser.wrong("`and`, `or` or the end")) }
    }

    fn any(&mut self) -> Result<Node, ExpressionError> {
        let mut nodes = vec![self.all()?];
        while self.word("or") {
            nodes.push(self.all()?);
        }
        Ok(single(nodes, Node::Any))
    }

    fn all(&mut self) -> Result<Node, ExpressionError> {
        let mut nodes = vec![self.one()?];
        while self.word("and") {
            nodes.push(self.one()?);
        }
        Ok(single(nodes, Node::All))
    }

    fn one(&mut self) -> Result<Node, ExpressionError> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return Err(ExpressionError::Deep { column: self.column(), max: DEPTH_MAX });
        }
        let node = if self.word("not") {
            Node::Not(Box::new(self.one()?))
        } else if self.sign("(") {
            let inner = self.any()?;
            if !self.sign(")") {
                return Err(self.wrong("`and`, `or` or `)`"));
            }
            inner
        } else if self.word("exists") {
            Node::Exists(self.pointer("a pointer, as `/due_cents`,")?)
        } else if self.word("state") {
            self.comparison(Subject::Name)?
        } else {
            let pointer = self.pointer("a pointer, as `/due_cents`, or `state`, `exists`, `not` or `(`")?;
            self.comparison(Subject::At(pointer))?
        };
        self.depth -= 1;
        Ok(node)
    }

    fn comparison(&mut self, subject: Subject) -> Result<Node, ExpressionError> {
        let is_word = |sign: &str| sign.starts_with(char::is_alphabetic);
        let found =
            COMPARISONS.into_iter().find(|(sign, _)| if is_word(sign) { self.word(sign) } else { self.sign(sign) });
        let Some((_, comparison)) = found else {
            return Err(self.wrong("`==`, `!=`, `<`, `<=`, `>`, `>=`, `contains` or `startswith`"));
        };
        Ok(Node::Compare(subject, comparison, self.literal()?))
    }

    /// A pointer, by itself or as a JSON text.
    fn pointer(&mut self, expected: &'static str) -> Result<String, ExpressionError> {
        let rest = self.rest();
        let pointer = if rest.starts_with('/') {
            let ends = |char: char| char.is_whitespace() || "()=!<>\"".contains(char);
            let pointer = &rest[..rest.find(ends).unwrap_or(rest.len())];
            self.at += pointer.len();
            pointer.to_owned()
        } else if rest.starts_with('"') {
            let start = self.at;
            let pointer = self.json(expected)?;
            match pointer {
                Value::String(pointer) if pointer.is_empty() || pointer.starts_with('/') => pointer,
                _ => {
                    self.at = start;
                    return Err(self.wrong(expected));
                }
            }
        } else {
            return Err(self.wrong(expected));
        };
        Ok(pointer)
    }

    fn literal(&mut self) -> Result<Literal, ExpressionError> {
        const EXPECTED: &str = "JSON (a number, a text in double quotes, true, false, null, a list or an object)";
        let rest = self.rest();
        let words = [("true", Value::Bool(true)), ("false", Value::Bool(false)), ("null", Value::Null)];
        match rest.bytes().next() {
            Some(b'"' | b'[' | b'{') => self.json(EXPECTED).map(Literal::Other),
            Some(b'-' | b'0'..=b'9') => {
                let ends = |char: char| !(char.is_ascii_alphanumeric() || "+-.".contains(char));
                let digits = &rest[..rest.find(ends).unwrap_or(rest.len())];
                let number = Number::of_json(digits).ok_or_else(|| self.wrong(EXPECTED))?;
                self.at += digits.len();
                Ok(Literal::Number(number))
            }
            _ => {
                let word = words.into_iter().find(|(word, _)| self.word(word));
                word.map(|(_, value)| Literal::Other(value)).ok_or_else(|| self.wrong(EXPECTED))
            }
        }
    }

    /// The JSON text, list or object that begins here.
    fn json(&mut self, expected: &'static str) -> Result<Value, ExpressionError> {
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<Value>();
        match values.next() {
            Some(Ok(value)) => {
                self.at += values.byte_offset();
                Ok(value)
            }
            _ => Err(self.wrong(expected)),
        }
    }

    /// Whether this word stands here, which is then read.
    fn word(&mut self, word: &str) -> bool {
        let goes_on = |char: char| char.is_alphanumeric() || char == '_';
        let found = self.rest().strip_prefix(word).is_some_and(|rest| !rest.starts_with(goes_on));
        self.at += if found { word.len() } else { 0 };
        found
    }

    /// Whether this sign stands here, which is then read.
    fn sign(&mut self, sign: &str) -> bool {
        let found = self.rest().starts_with(sign);
        self.at += if found { sign.len() } else { 0 };
        found
    }

    /// What is left, from the next thing on that is no space.
    fn rest(&mut self) -> &'a str {
        let rest = self.text[self.at..].trim_start();
        self.at = self.text.len() - rest.len();
        rest
    }

    fn column(&self) -> usize {
        self.text[..self.at].chars().count() + 1
    }

    fn wrong(&mut self, expected: &'static str) -> ExpressionError {
        const SHOWN: usize = 24;
        let rest = self.rest();
        let found = match rest.split_whitespace().next() {
            None => "the end".to_owned(),
            Some(word) => format!("`{}`", word.chars().take(SHOWN).collect::<String>()),
        };
        ExpressionError::Syntax { column: self.column(), expected, found }
    }
}

fn single(mut nodes: Vec<Node>, many: impl FnOnce(Vec<Node>) -> Node) -> Node {
    match nodes.pop() {
        Some(only) if nodes.is_empty() => only,
        last => {
            nodes.extend(last);
            many(nodes)
        }
    }
}
