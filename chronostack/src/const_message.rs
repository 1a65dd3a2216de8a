//! Messages built while a constant is evaluated, where `format!` does not work.

/// A text of at most `N` bytes; what does not fit is left out, and the text then ends in `…`. For panics in the checks
/// that generated code makes at compile time.
#[derive(Clone, Copy, Debug)]
pub struct ConstMessage<const N: usize = 4096> {
    bytes: [u8; N],
    length: usize,
    cut: bool,
}

impl<const N: usize> ConstMessage<N> {
    /// The empty text.
    pub const fn new() -> Self {
        Self { bytes: [0; N], length: 0, cut: false }
    }

    /// Appends `text`.
    #[must_use]
    pub const fn text(mut self, text: &str) -> Self {
        let text = text.as_bytes();
        // All of a piece or nothing, so that no character is cut in two.
        self.cut = self.cut || self.length + text.len() + "…".len() > N;
        let mut index = 0;
        while !self.cut && index < text.len() {
            self.bytes[self.length] = text[index];
            self.length += 1;
            index += 1;
        }
        self
    }

    /// Appends `number` in decimal.
    #[must_use]
    pub const fn number(self, number: u64) -> Self {
        const DIGITS: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];
        let digit = DIGITS[(number % 10) as usize];
        if number < 10 { self.text(digit) } else { self.number(number / 10).text(digit) }
    }

    /// Whether nothing was appended.
    pub const fn is_empty(&self) -> bool {
        self.length == 0 && !self.cut
    }

    /// The text.
    pub const fn as_str(&self) -> &str {
        match std::str::from_utf8(self.bytes.split_at(self.length).0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }

    /// Panics with the text. At compile time, the panic is the error that the user sees, at the place of the call.
    ///
    /// # Panics
    /// Always.
    #[track_caller]
    pub const fn panic(&self) -> ! {
        if self.cut { panic!("{}", self.ended().as_str()) } else { panic!("{}", self.as_str()) }
    }

    const fn ended(mut self) -> Self {
        let mut index = 0;
        while index < "…".len() && self.length < N {
            self.bytes[self.length] = "…".as_bytes()[index];
            self.length += 1;
            index += 1;
        }
        self
    }
}

impl<const N: usize> Default for ConstMessage<N> {
    fn default() -> Self {
        Self::new()
    }
}

/// Whether two texts are equal, in a constant.
pub const fn const_eq(a: &str, b: &str) -> bool {
    let (a, b) = (a.as_bytes(), b.as_bytes());
    if a.len() != b.len() {
        return false;
    }
    // From the end: the names of a set begin alike.
    let mut index = a.len();
    while index > 0 {
        index -= 1;
        if a[index] != b[index] {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests {
    use super::{ConstMessage, const_eq};

    #[test]
    fn a_message_is_what_was_appended() {
        const MESSAGE: ConstMessage = ConstMessage::new().text("version ").number(1_907).text(" of `größe`");
        assert_eq!(MESSAGE.as_str(), "version 1907 of `größe`");
        assert!(!MESSAGE.is_empty());
        assert!(ConstMessage::<8>::new().is_empty());
    }

    #[test]
    #[should_panic(expected = "four …")]
    fn a_message_too_long_is_cut_between_pieces() {
        ConstMessage::<8>::new().text("four ").text("and more").panic();
    }

    #[test]
    fn texts_compare() {
        assert!(const_eq("order.paid", "order.paid"));
        assert!(!const_eq("order.paid", "order.pain"));
        assert!(!const_eq("order", "order.paid"));
    }
}
