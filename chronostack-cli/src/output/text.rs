//! Texts that fit into a line.

use std::borrow::Cow;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// How many columns a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text, with what a terminal would obey instead of show written as an escape: payloads hold what strangers sent.
pub(crate) fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unprintable) {
        return text.into();
    }
    let mut clean = String::with_capacity(text.len());
    for char in text.chars() {
        if is_unprintable(char) { clean.extend(char.escape_unicode()) } else { clean.push(char) }
    }
    clean.into()
}

/// Control characters, and those that turn the direction of what follows.
fn is_unprintable(char: char) -> bool {
    char.is_control()
        || matches!(char, '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The text, or its start and `…` where it takes more than so many columns.
pub(crate) fn fit(text: &str, columns: usize) -> Cow<'_, str> {
    // No character takes more columns than bytes.
    if text.len() <= columns || width(text) <= columns {
        return text.into();
    }
    let mut left = columns.saturating_sub(1);
    let fits = text.chars().take_while(|char| {
        let rest = left.checked_sub(char.width().unwrap_or(0));
        left = rest.unwrap_or(left);
        rest.is_some()
    });
    let start: String = fits.collect();
    format!("{start}…").into()
}

/// A number in groups of three digits: `1,234,567`.
pub(crate) fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// So many of what: `1 event`, `2,000 events`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    format!("{} {what}{}", count(number), if number == 1 { "" } else { "s" })
}

/// So many bytes, in the largest unit of which there is one.
pub(crate) fn bytes(number: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    if number < 1024 {
        return format!("{number} B");
    }
    // Tenths of the unit, rounded down.
    let (mut tenths, mut unit) = (number.saturating_mul(10) / 1024, 0);
    while tenths >= 10_240 && unit + 1 < UNITS.len() {
        (tenths, unit) = (tenths / 1024, unit + 1);
    }
    format!("{}.{} {}", tenths / 10, tenths % 10, UNITS[unit])
}

#[cfg(test)]
mod tests {
    use super::{bytes, clean, count, fit};

    #[test]
    fn what_a_terminal_would_obey_is_escaped() {
        assert_eq!(clean("a\u{1b}[2J\u{9b}b\u{202e}c"), "a\\u{1b}[2J\\u{9b}b\\u{202e}c");
        assert_eq!(clean("plain ö 漢"), "plain ö 漢");
    }

    #[test]
    fn a_text_is_cut_by_columns_not_by_bytes() {
        assert_eq!(fit("abcdef", 6), "abcdef");
        assert_eq!(fit("abcdefg", 6), "abcde…");
        assert_eq!(fit("漢字漢字", 6), "漢字…");
    }

    #[test]
    fn numbers_are_written_for_people() {
        assert_eq!(
            ["0", "999", "1,000", "1,234,567"],
            [0, 999, 1_000, 1_234_567].map(count).each_ref().map(String::as_str)
        );
        let sizes = [1023, 1024, 1536, 5 << 20, u64::MAX].map(bytes);
        assert_eq!(sizes.each_ref().map(String::as_str), ["1023 B", "1.0 KiB", "1.5 KiB", "5.0 MiB", "1677721.5 TiB"]);
    }
}
