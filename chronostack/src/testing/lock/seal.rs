//! Sealed payloads: bytes of each version, made when it is first locked and read by every run from then on.

use std::{
    fmt::{self, Display},
    fs,
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};
use serde_json::{Value, value::RawValue};
use tempfile::NamedTempFile;

use crate::{
    schema::to_json_text,
    testing::lock::{
        code::Code,
        hash::hash,
        locked::{LockedEvent, LockedStream, Sealed},
    },
};

/// A line of a sealed file.
#[derive(Serialize, Deserialize)]
struct Line {
    /// In hex.
    payload: String,
    /// What it says.
    data: Box<RawValue>,
}

/// Seals payloads of every version that has none yet. A file that stands already is never changed, and taken over where it fits.
pub(super) fn seal(package: &Path, stream: &mut LockedStream, code: &Code) -> Result<(), String> {
    let Some(histories) = &code.histories else { return Ok(()) };
    for (index, event_type) in code.types.iter().enumerate() {
        for version in event_type.versions() {
            let key = (version.name.to_owned(), version.version);
            let Some(event) = stream.events.get(&key).filter(|_| !stream.sealed.contains_key(&key)) else { continue };
            let file = format!("{histories}/sealed/{}.v{}.jsonl", key.0, key.1);
            let text = text(event, &(code.samples)(index, version))?;
            if text.is_empty() {
                continue;
            }
            let made = hash(&text);
            let text = create(package, &file, text).map_err(|error| format!("write {file}: {error}"))?;
            if hash(&text) != made
                && let Err(why) = check_text(&text, &key, event, code)
            {
                return Err(leftover(&file, &key, &why));
            }
            stream.sealed.insert(key, Sealed { hash: hash(&text), file });
        }
    }
    Ok(())
}

/// The message that a file which the lock does not know stands where payloads would be sealed.
fn leftover(file: &str, (name, version): &(String, u32), why: &Unfit) -> String {
    format!(
        "{file} is there, not known to chronostack.lock, and does not fit `{name}` version {version}: {why}\n\
         why: it was sealed when the event had another shape, and the lock of then is gone\n\
         fix: if it\n\
         - was never committed, nor such an event recorded in a log that matters: remove the file, and run the tests again\n\
         - was: restore chronostack.lock from version control; it tells what has changed"
    )
}

/// Forgets what was sealed of a version that was broken on purpose.
pub(super) fn unseal(package: &Path, stream: &mut LockedStream, key: &(String, u32)) -> Result<(), String> {
    let Some(Sealed { file, .. }) = stream.sealed.remove(key) else { return Ok(()) };
    match fs::remove_file(package.join(&file)) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(format!("remove {file}: {error}")),
        _ => Ok(()),
    }
}

/// Reads every sealed payload of a version that the code knows.
///
/// # Errors
/// At the first file that was changed, or payload that says, or is read or written, otherwise than when it was sealed.
pub(super) fn verify(package: &Path, stream: &LockedStream, code: &Code) -> Result<(), String> {
    let known = stream.sealed.iter().filter(|(key, _)| code.events.contains_key(*key));
    for ((name, version), Sealed { file, hash: expected }) in known {
        let Some(event) = stream.events.get(&(name.clone(), *version)) else { continue };
        let changed = |what: &dyn Display| {
            format!(
                "{file} {what}\n\
                 why: it holds bytes of `{name}` version {version} as they stand in logs, and logs do not change\n\
                 fix: restore it from version control"
            )
        };
        let text =
            fs::read_to_string(package.join(file)).map_err(|error| changed(&format!("cannot be read: {error}")))?;
        if hash(&text) != *expected {
            return Err(changed(&"is not what was sealed"));
        }
        let key = (name.clone(), *version);
        match check_text(&text, &key, event, code) {
            Ok(()) => {}
            Err(Unfit::File(what)) => return Err(changed(&what)),
            Err(Unfit::Line(line, what)) => {
                return Err(format!(
                    "{file}, line {line}: {what}\n\
                     why: logs hold such events of `{name}` version {version}\n\
                     fix: let today's code read and write them as before; a new shape needs a new version"
                ));
            }
        }
    }
    Ok(())
}

/// What is wrong with a sealed text.
enum Unfit {
    /// It is none.
    File(String),
    /// The payload in this line, from 1, says, or is read or written, otherwise.
    Line(usize, String),
}

impl Display for Unfit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(what) => f.write_str(what),
            Self::Line(line, what) => write!(f, "line {line}: {what}"),
        }
    }
}

/// Whether every payload of a sealed text says what it said, and is read, and written where its version is the present one, as it was.
fn check_text(text: &str, key: &(String, u32), event: &LockedEvent, code: &Code) -> Result<(), Unfit> {
    let (name, version) = key;
    if text.is_empty() {
        return Err(Unfit::File("holds nothing".to_owned()));
    }
    for (line, text) in (1..).zip(text.lines()) {
        let differs = |what: String| Unfit::Line(line, what);
        let Line { payload, data } = serde_json::from_str(text).map_err(|error| Unfit::File(error.to_string()))?;
        let payload = unhex(&payload).ok_or_else(|| Unfit::File("holds no hex".to_owned()))?;
        let said = to_json_text(&event.schema, event.codec, &payload).map_err(|error| differs(error.to_string()))?;
        if value(&said) != value(data.get()) {
            return Err(differs(format!("it says {said} today, and said {data}")));
        }
        let written = (code.reread)(name, *version, event.codec, &payload)
            .map_err(|error| differs(format!("{data} is not read any more: {error}")))?;
        if code.present.get(name) == Some(version) && written != payload {
            return Err(differs(format!("{data} is read, and written otherwise: {}", hex(&written))));
        }
    }
    Ok(())
}

fn text(event: &LockedEvent, payloads: &[Vec<u8>]) -> Result<String, String> {
    let mut text = String::new();
    for payload in payloads {
        let data = to_json_text(&event.schema, event.codec, payload).map_err(|error| error.to_string())?;
        let data = RawValue::from_string(data).map_err(|error| error.to_string())?;
        let line = Line { payload: hex(payload), data };
        text += &serde_json::to_string(&line).map_err(|error| error.to_string())?;
        text.push('\n');
    }
    Ok(text)
}

/// Writes the file in one piece unless it is there; answers with what it holds then.
fn create(package: &Path, file: &str, text: String) -> io::Result<String> {
    let path = package.join(file);
    let folder = path.parent().unwrap_or(package);
    fs::create_dir_all(folder)?;
    let mut new = NamedTempFile::new_in(folder)?;
    new.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Temporary files are for their owner alone.
        new.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    match new.persist_noclobber(&path) {
        Ok(_) => Ok(text),
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => fs::read_to_string(&path),
        Err(error) => Err(error.error),
    }
}

fn value(text: &str) -> Option<Value> {
    serde_json::from_str(text).ok()
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect::<Vec<_>>().concat()
}

fn unhex(text: &str) -> Option<Vec<u8>> {
    let digit = |index: usize| text.get(index..index + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok());
    (0..text.len()).step_by(2).map(digit).collect()
}
