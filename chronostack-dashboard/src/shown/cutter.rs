//! Cuts a JSON text to what is shown of it.

use chronostack_query::MASKED;

use crate::shown::{
    bounds::Bounds,
    cut::{Cut, What},
    tokens::{Container, Token, Tokens},
};

/// The greatest integer from which on a browser's numbers leave some out.
const INTEGER_MAX: u128 = (1 << 53) - 1;

/// Cuts a JSON text to what is shown of it. It walks the text with a stack of its own, so that no nesting is too deep for it.
pub(super) struct Cutter<'b> {
    bounds: &'b Bounds,
    open: Vec<Open>,
    written: String,
    values: usize,
    /// Where it is, as a JSON Pointer.
    pointer: String,
    cut: Vec<Cut>,
    told_bytes: usize,
}

/// An array or object that is not at its end.
struct Open {
    container: Container,
    /// Items that there are so far.
    items: u64,
    kept: u64,
    /// Whether a field's name was read, and its value was not.
    named: bool,
    /// How much of the pointer is its own.
    pointer: usize,
}

impl<'b> Cutter<'b> {
    pub(super) fn new(bounds: &'b Bounds) -> Self {
        let (open, written, pointer, cut) = (Vec::new(), String::new(), String::new(), Vec::new());
        Self { bounds, open, written, values: 0, pointer, cut, told_bytes: 0 }
    }

    /// What is left of the text, and what is not.
    pub(super) fn cut(mut self, text: &str) -> (String, Vec<Cut>) {
        let mut tokens = Tokens::new(text);
        while let Some(token) = tokens.next() {
            match (token, self.open.last()) {
                (Token::Close, _) => self.close(),
                (Token::Text(name), Some(Open { container: Container::Object, named: false, .. })) => {
                    self.name(name, &mut tokens);
                }
                (value, _) => self.value(value, &mut tokens),
            }
        }
        (self.written, self.cut)
    }

    /// Whether the innermost array or object takes no more.
    fn is_full(&self) -> bool {
        let kept = self.open.last().map_or(0, |open| open.kept);
        kept >= self.bounds.items || self.values >= self.bounds.values || self.bytes_left() == 0
    }

    fn bytes_left(&self) -> usize {
        self.bounds.bytes.saturating_sub(self.written.len().max(self.told_bytes))
    }

    fn name(&mut self, name: &str, tokens: &mut Tokens<'_>) {
        let full = self.is_full();
        let Some(open) = self.open.last_mut() else { return };
        open.items += 1;
        if full {
            return tokens.skip_value();
        }
        (open.kept, open.named) = (open.kept + 1, true);
        self.comma();
        let shown = self.text(name);
        self.written.push(':');
        self.pointer.push('/');
        self.pointer.push_str(&shown.replace('~', "~0").replace('/', "~1"));
    }

    fn value(&mut self, value: Token<'_>, tokens: &mut Tokens<'_>) {
        let full = self.is_full();
        if let Some(open) = self.open.last_mut().filter(|open| open.container == Container::Array) {
            open.items += 1;
            if full {
                if let Token::Open(_) = value {
                    tokens.skip_open();
                }
                return;
            }
            open.kept += 1;
            let index = open.kept - 1;
            self.comma();
            self.pointer.push('/');
            self.pointer.push_str(&index.to_string());
        }
        self.values += 1;
        match value {
            Token::Open(container) if self.open.len() < self.bounds.levels => {
                self.written.push(if container == Container::Array { '[' } else { '{' });
                self.open.push(Open { container, items: 0, kept: 0, named: false, pointer: self.pointer.len() });
                return;
            }
            Token::Open(container) => {
                let levels = tokens.skip_open();
                self.written.push_str(if container == Container::Array { "[]" } else { "{}" });
                if levels > 0 {
                    self.tell(What::Depth, self.open.len() as u64 + levels);
                }
            }
            Token::Text(text) => {
                if self.text(text) == MASKED {
                    self.tell(What::Masked, 1);
                }
            }
            Token::Scalar(scalar) => self.scalar(scalar),
            Token::Close => {}
        }
        self.value_ends();
    }

    fn close(&mut self) {
        let Some(open) = self.open.pop() else { return };
        self.written.push(if open.container == Container::Array { ']' } else { '}' });
        if open.items > open.kept {
            self.tell(What::Items, open.items);
        }
        self.value_ends();
    }

    fn value_ends(&mut self) {
        let own = self.open.last_mut().map_or(0, |open| {
            open.named = false;
            open.pointer
        });
        self.pointer.truncate(own);
    }

    /// Separates an item, which is counted already, from the one before.
    fn comma(&mut self) {
        if self.open.last().is_some_and(|open| open.kept > 1) {
            self.written.push(',');
        }
    }

    /// Writes a text, and answers with as much of it as is shown.
    fn text(&mut self, written: &str) -> String {
        let most = self.bounds.text_bytes.min(self.bytes_left().max(1));
        // A text that JSON allows and Rust does not, half of a character's escape, is shown as it is written.
        let text = serde_json::from_str(written).unwrap_or_else(|_| written.trim_matches('"').to_owned());
        if text.len() <= most {
            self.written.push_str(written);
            return text;
        }
        self.tell(What::Text, text.len() as u64);
        let end = (0..=most).rfind(|end| text.is_char_boundary(*end)).unwrap_or(0);
        let shown = text[..end].to_owned();
        self.written.push_str(&serde_json::Value::from(shown.as_str()).to_string());
        shown
    }

    fn scalar(&mut self, scalar: &str) {
        let integer = scalar.strip_prefix('-').unwrap_or(scalar);
        let digits = integer.bytes().all(|byte| byte.is_ascii_digit());
        if digits && integer.parse().map_or(true, |integer: u128| integer > INTEGER_MAX) {
            self.written.extend(["\"", scalar, "\""]);
            self.tell(What::Number, scalar.len() as u64);
        } else {
            self.written.push_str(scalar);
        }
    }

    fn tell(&mut self, what: What, of: u64) {
        self.told_bytes += self.pointer.len() + size_of::<Cut>();
        self.cut.push(Cut { pointer: self.pointer.clone(), what, of });
    }
}
