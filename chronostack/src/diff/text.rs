//! What changed inside of a long text.

use serde_json::Value;
use similar::{Algorithm, ChangeTag, utils::diff_words};

/// Characters of what stayed that are shown on either side of a change.
const CONTEXT_CHARS: usize = 20;
/// Characters of one removed or inserted piece that are shown.
const PIECE_CHARS_MAX: usize = 80;
/// Pieces of one text that are shown.
const PIECES_MAX: usize = 24;
/// Bytes of a changed region beyond which it is shown as a whole, not word by word.
const WORDWISE_BYTES_MAX: usize = 8 << 10;
/// Characters of a word beyond which it is not shown as a whole where only a part of it changed.
const WORD_CHARS_MAX: usize = 40;

/// The changed regions of a text, quoted and escaped as JSON, in the notation of wdiff: what went stands as
/// `[-went-]`, what came as `{+came+}`, between a little of what stayed.
pub(super) fn regions(before: &str, after: &str) -> String {
    let region = Region::of(before, after);
    let middle = if region.removed.len().max(region.inserted.len()) > WORDWISE_BYTES_MAX {
        vec![(ChangeTag::Delete, region.removed), (ChangeTag::Insert, region.inserted)]
    } else {
        diff_words(Algorithm::Myers, region.removed, region.inserted)
    };
    let pieces: Vec<_> = middle.into_iter().filter(|(_, text)| !text.is_empty()).collect();
    let shown = pieces.iter().take(PIECES_MAX).map(|(tag, text)| match tag {
        ChangeTag::Equal => both_ends(text, 2 * CONTEXT_CHARS),
        ChangeTag::Delete => format!("[-{}-]", both_ends(text, PIECE_CHARS_MAX)),
        ChangeTag::Insert => format!("{{+{}+}}", both_ends(text, PIECE_CHARS_MAX)),
    });
    let shown: String = shown.collect();
    let more = if pieces.len() > PIECES_MAX { "…" } else { "" };
    format!("\"{}{shown}{more}{}\"", last(region.head, CONTEXT_CHARS), first(region.tail, CONTEXT_CHARS))
}

/// The one region outside of which two texts are equal.
struct Region<'t> {
    head: &'t str,
    removed: &'t str,
    inserted: &'t str,
    tail: &'t str,
}

impl<'t> Region<'t> {
    fn of(before: &'t str, after: &'t str) -> Self {
        let mut start = equal_bytes(before.chars(), after.chars());
        let mut end = equal_bytes(before[start..].chars().rev(), after[start..].chars().rev());
        // Where characters were only typed or only deleted, they say it best; a word that became another is shown whole.
        if start + end < before.len().min(after.len()) {
            start -= word_bytes(before[..start].chars().rev());
            end -= word_bytes(before[before.len() - end..].chars());
        }
        Self {
            head: &before[..start],
            removed: &before[start..before.len() - end],
            inserted: &after[start..after.len() - end],
            tail: &before[before.len() - end..],
        }
    }
}

fn equal_bytes(before: impl Iterator<Item = char>, after: impl Iterator<Item = char>) -> usize {
    before.zip(after).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum()
}

/// The bytes up to the next white space; 0 when that is far.
fn word_bytes(chars: impl Iterator<Item = char>) -> usize {
    let word = chars.take_while(|char| !char.is_whitespace()).take(WORD_CHARS_MAX + 1);
    let (chars, bytes) = word.fold((0, 0), |(chars, bytes), char| (chars + 1, bytes + char.len_utf8()));
    if chars > WORD_CHARS_MAX { 0 } else { bytes }
}

fn first(text: &str, chars: usize) -> String {
    match text.char_indices().nth(chars) {
        Some((end, _)) => escaped(&text[..end]) + "…",
        None => escaped(text),
    }
}

fn last(text: &str, chars: usize) -> String {
    match text.char_indices().nth_back(chars) {
        Some((before, char)) => String::from("…") + &escaped(&text[before + char.len_utf8()..]),
        None => escaped(text),
    }
}

/// The text, or of one longer than `chars` both of its ends.
fn both_ends(text: &str, chars: usize) -> String {
    if text.chars().nth(chars).is_none() {
        return escaped(text);
    }
    let half = chars / 2;
    let end = text.char_indices().nth(half).map_or(0, |(end, _)| end);
    first(&text[..end], half) + &last(text, half)
}

/// The text as it stands between the quotes of JSON.
fn escaped(text: &str) -> String {
    let quoted = Value::from(text).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}
