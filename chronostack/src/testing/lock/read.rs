//! From a lock's text to what it says.

use std::{collections::BTreeMap, str::FromStr};

use crate::{
    codec::Codec,
    schema::{
        TypeSchema,
        notation::{Cursor, NotationError, read},
    },
    testing::lock::{
        key::key,
        locked::{Broken, Lock, LockedEnding, LockedEvent, LockedMachine, LockedStream, Rewritten, Sealed},
    },
};

/// A text is no lock. Displays as "line 7: expected ..".
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {reason}")]
pub struct LockError {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong there.
    pub reason: String,
}

impl FromStr for Lock {
    type Err = LockError;

    fn from_str(text: &str) -> Result<Self, LockError> {
        let mut lock = Self::default();
        let lines = (1..).zip(text.lines().map(str::trim_end));
        let mut lines = lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
        match lines.next() {
            Some((_, "chronostack lock 1")) => {}
            Some((line, other)) => {
                return Err(LockError { line, reason: format!("expected `chronostack lock 1`, found {other:?}") });
            }
            None => return Err(LockError { line: 1, reason: "expected `chronostack lock 1`".to_owned() }),
        }
        let mut stream: Option<&mut LockedStream> = None;
        let mut blocks = Blocks { lines: lines.peekable() };
        while let Some((line, head, inside)) = blocks.next() {
            let place = |error: NotationError| LockError { line, reason: format!("in `{head}`: {error}") };
            let mut cursor = Cursor::new(head);
            let word = cursor.word("`stream`, `apart`, `machine`, `event` or `broken`").map_err(place)?;
            if word == "stream" {
                let kind = cursor.name().and_then(|kind| cursor.end().map(|()| kind)).map_err(place)?;
                stream = Some(lock.streams.entry(kind).or_default());
                continue;
            }
            let Some(stream) = stream.as_deref_mut() else {
                return Err(LockError { line, reason: "expected a `stream`, which all else belongs to".to_owned() });
            };
            read_block(stream, &word, &mut cursor, &inside).map_err(place)?;
        }
        Ok(lock)
    }
}

fn read_block(
    stream: &mut LockedStream,
    word: &str,
    cursor: &mut Cursor<'_>,
    inside: &[&str],
) -> Result<(), NotationError> {
    match word {
        "machine" => {
            let name = cursor.name()?;
            cursor.end()?;
            stream.machines.insert(name, machine(inside)?);
        }
        "event" => {
            let key = (cursor.name()?, version(cursor)?);
            let (seal, inside): (Vec<&str>, Vec<&str>) = inside.iter().partition(|line| line.starts_with("  sealed "));
            if let Some(line) = seal.first() {
                stream.sealed.insert(key.clone(), sealed(line)?);
            }
            let (codec, schema) = schema(cursor, &inside)?;
            if stream.events.insert(key, LockedEvent { codec, schema }).is_some() {
                return Err(cursor.expected("each version of an event once"));
            }
        }
        "apart" => {
            stream.apart.insert(cursor.name()?, cursor.name()?);
            cursor.end()?;
        }
        "broken" => {
            let (event, version) = (cursor.name()?, version(cursor)?);
            stream.broken.push(Broken { event, version, reason: cursor.name()? });
            cursor.end()?;
        }
        _ => return Err(Cursor::new(word).expected("`stream`, `apart`, `machine`, `event` or `broken`")),
    }
    Ok(())
}

fn machine(inside: &[&str]) -> Result<LockedMachine, NotationError> {
    let (first, rest) = inside.split_first().unwrap_or((&"", &[]));
    let mut cursor = Cursor::new(first);
    cursor.take("reducer", "`reducer`")?;
    let reducer = cursor.word("the reducer's fingerprint")?;
    let reducer = u128::from_str_radix(&reducer, 16).map_err(|_| cursor.expected("a number in hex before this"))?;
    cursor.take("revision", "`revision`")?;
    let revision = number(&mut cursor)?;
    cursor.end()?;
    let begins = |line: &&&str, word: &str| line.strip_prefix("  ").is_some_and(|line| line.starts_with(word));
    let (logic, rest): (Vec<&str>, Vec<&str>) =
        rest.iter().partition(|line| begins(line, "history ") || begins(line, "rewritten "));
    let state = match rest.split_first() {
        None => None,
        Some((head, definitions)) => {
            let mut cursor = Cursor::new(head);
            cursor.take("state", "`state`")?;
            Some(schema(&mut cursor, definitions)?)
        }
    };
    let mut machine = LockedMachine { revision, reducer, state, endings: BTreeMap::new(), rewritten: Vec::new() };
    let key = key(&machine);
    for line in logic {
        let mut cursor = Cursor::new(line);
        match cursor.word("`history` or `rewritten`")?.as_str() {
            "history" => machine.endings.extend([ending(&mut cursor, key)?]),
            _ => machine.rewritten.push(rewriting(&mut cursor)?),
        }
    }
    Ok(machine)
}

/// How a history ends: by the machine whose key is `key`, if nothing else is said.
fn ending(cursor: &mut Cursor<'_>, key: u64) -> Result<(String, LockedEnding), NotationError> {
    let hash = hash(cursor)?;
    let file = cursor.name()?;
    cursor.take("ends", "`ends`")?;
    let end = cursor.word("a fingerprint")?;
    let end = end.parse().map_err(|_| cursor.expected("32 digits in hex before this"))?;
    let under = if cursor.rest().trim().is_empty() {
        key
    } else {
        cursor.take("under", "`under`")?;
        self::hash(cursor)?
    };
    cursor.end()?;
    Ok((file, LockedEnding { hash, end, under }))
}

fn rewriting(cursor: &mut Cursor<'_>) -> Result<Rewritten, NotationError> {
    let ends = number(cursor)?;
    cursor.take("of", "`of`")?;
    let of = number(cursor)?;
    let reason = cursor.name()?;
    cursor.end()?;
    Ok(Rewritten { ends, of, reason })
}

fn sealed(line: &str) -> Result<Sealed, NotationError> {
    let mut cursor = Cursor::new(line);
    cursor.take("sealed", "`sealed`")?;
    let hash = hash(&mut cursor)?;
    let file = cursor.name()?;
    cursor.end()?;
    Ok(Sealed { file, hash })
}

fn hash(cursor: &mut Cursor<'_>) -> Result<u64, NotationError> {
    let hash = cursor.word("a hash")?;
    u64::from_str_radix(&hash, 16).map_err(|_| cursor.expected("a number in hex before this"))
}

fn number<N: FromStr>(cursor: &mut Cursor<'_>) -> Result<N, NotationError> {
    let number = cursor.word("a number")?;
    number.parse().map_err(|_| cursor.expected("a number before this"))
}

fn version(cursor: &mut Cursor<'_>) -> Result<u32, NotationError> {
    let before = cursor.clone();
    let word = cursor.word("a version, as `v1`")?;
    word.strip_prefix('v').and_then(|number| number.parse().ok()).ok_or_else(|| before.expected("a version, as `v1`"))
}

/// A codec and the root of a schema, whose definitions stand in `lines`.
fn schema(cursor: &mut Cursor<'_>, lines: &[&str]) -> Result<(Codec, TypeSchema), NotationError> {
    let before = cursor.clone();
    let codec = match cursor.word("a codec")?.as_str() {
        "postcard" => Codec::Postcard,
        "json" => Codec::Json,
        _ => return Err(before.expected("`postcard` or `json`")),
    };
    // All lines stand as far in as the first.
    let indent = lines.first().map_or(0, |line| line.len() - line.trim_start().len());
    let lines: Vec<&str> = lines.iter().map(|line| line.get(indent..).unwrap_or(line.trim_start())).collect();
    Ok((codec, read(cursor.rest(), &lines)?))
}

/// The lines that belong together: one at the margin, and those further in that follow it.
struct Blocks<'a, I: Iterator<Item = (usize, &'a str)>> {
    lines: std::iter::Peekable<I>,
}

impl<'a, I: Iterator<Item = (usize, &'a str)>> Blocks<'a, I> {
    fn next(&mut self) -> Option<(usize, &'a str, Vec<&'a str>)> {
        let (line, head) = self.lines.next()?;
        let mut inside = Vec::new();
        while let Some((_, text)) = self.lines.next_if(|(_, text)| text.starts_with(' ')) {
            inside.push(text);
        }
        Some((line, head, inside))
    }
}

/// The line, from 1, at which a merge left two sides to choose from.
pub(super) fn conflict(text: &str) -> Option<usize> {
    let marked = |line: &str| ["<<<<<<<", "|||||||", "=======", ">>>>>>>"].iter().any(|mark| line.starts_with(mark));
    text.lines().position(marked).map(|index| index + 1)
}
