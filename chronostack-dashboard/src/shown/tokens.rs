//! The parts of a JSON text, one behind the other.

/// A part of a JSON text. Commas and colons follow from the others.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Token<'t> {
    Open(Container),
    Close,
    /// A text with its quotes, as it is written.
    Text(&'t str),
    /// A number, `true`, `false` or `null`, as it is written.
    Scalar(&'t str),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Container {
    Array,
    Object,
}

/// Reads a text that is JSON. Of one that is not it makes some parts, and comes to an end.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, at: 0 }
    }

    /// Passes over the rest of an array or object that was opened, and answers with how many levels it has: 0 where it is empty.
    pub(super) fn skip_open(&mut self) -> u64 {
        let (mut open, mut levels, mut empty) = (1_u64, 1, true);
        for token in self.by_ref() {
            match token {
                Token::Open(_) => open += 1,
                Token::Close => open -= 1,
                Token::Text(_) | Token::Scalar(_) => {}
            }
            if open == 0 {
                break;
            }
            empty = false;
            levels = levels.max(open);
        }
        if empty { 0 } else { levels }
    }

    /// Passes over the next value.
    pub(super) fn skip_value(&mut self) {
        if let Some(Token::Open(_)) = self.next() {
            self.skip_open();
        }
    }

    fn take(&mut self, length: usize) -> &'t str {
        let start = self.at;
        self.at += length;
        &self.text[start..self.at]
    }
}

impl<'t> Iterator for Tokens<'t> {
    type Item = Token<'t>;

    fn next(&mut self) -> Option<Token<'t>> {
        let bytes = self.text.as_bytes();
        while matches!(bytes.get(self.at)?, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':') {
            self.at += 1;
        }
        Some(match bytes[self.at] {
            b'{' => {
                self.at += 1;
                Token::Open(Container::Object)
            }
            b'[' => {
                self.at += 1;
                Token::Open(Container::Array)
            }
            b'}' | b']' => {
                self.at += 1;
                Token::Close
            }
            b'"' => {
                let length = text_length(&bytes[self.at..]);
                Token::Text(self.take(length))
            }
            _ => {
                let ends = |byte: &u8| {
                    matches!(byte, b' ' | b'\t' | b'\n' | b'\r' | b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"')
                };
                let rest = &bytes[self.at..];
                let length = rest.iter().position(ends).unwrap_or(rest.len());
                Token::Scalar(self.take(length))
            }
        })
    }
}

/// How long the text is that starts there, with both its quotes.
fn text_length(bytes: &[u8]) -> usize {
    let mut at = 1;
    while let Some(byte) = bytes.get(at) {
        at += match byte {
            b'"' => return at + 1,
            // What is escaped is one byte, or the `u` of four digits.
            b'\\' => 2,
            _ => 1,
        };
    }
    bytes.len()
}
