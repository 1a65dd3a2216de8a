//! The lock in its file: read, compared, and written where that is consented to.

use std::{
    collections::BTreeMap,
    env,
    fs::{self, File},
    io::{self, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use tempfile::NamedTempFile;
use xxhash_rust::xxh3::xxh3_64;

use crate::testing::lock::{
    code::Code,
    compare::{Finding, Kind, findings},
    consent::Consent,
    locked::{Broken, Lock, LockedStream},
    logic,
    moved::moved_from,
    read::conflict,
    report,
    seal::{seal, unseal, verify},
};

/// The lock's name in the folder of the package.
pub const LOCK_FILE: &str = "chronostack.lock";

/// Held by the thread that writes a lock.
static WRITING: Mutex<()> = Mutex::new(());

/// Compares the events in the lock of the package in the folder `package` with those of the code, and writes what is new as far as `consent` goes.
///
/// # Errors
/// With what differs, what it means for old logs, and what to do.
pub fn check(package: &Path, code: &Code, consent: &Consent) -> Result<(), String> {
    update(package, code, |lock| settle(lock, code, consent, package)).map(drop)
}

/// Compares how the recorded histories end with what the lock says, as far as it knows the machine. Answers with what is to be told where nothing is
/// wrong; the lock follows by itself then, but for CI, where nobody would commit it.
///
/// # Errors
/// With the histories that end otherwise, and what to do.
pub fn check_logic(package: &Path, code: &Code, consent: &Consent) -> Result<Option<String>, String> {
    let settled = update(package, code, |lock| {
        let machine = lock.streams.get_mut(code.stream).and_then(|stream| stream.machines.get_mut(code.machine));
        let Some(machine) = machine else { return Ok(Changed::default()) };
        let before = machine.clone();
        let note = logic::settle(machine, code, consent)?;
        let write = *machine != before && (consent.lock || !consent.ci);
        Ok(Changed { write, note, ..Changed::default() })
    })?;
    let follows = if settled.write {
        "chronostack.lock was written: commit it"
    } else {
        "chronostack.lock is of before: run `cargo test` on a machine of yours, and commit it"
    };
    Ok(settled.note.map(|note| format!("{note} ({follows})")))
}

/// Reads the lock, and writes it if `settle` says so.
fn update(
    package: &Path,
    code: &Code,
    settle: impl Fn(&mut Lock) -> Result<Changed, String>,
) -> Result<Changed, String> {
    let path = package.join(LOCK_FILE);
    let (mut lock, _) = read(&path)?;
    let changed = settle(&mut lock)?;
    if !changed.write {
        return Ok(changed);
    }
    // There is something to write: nobody else may between reading and writing.
    let _here = WRITING.lock().unwrap_or_else(PoisonError::into_inner);
    let _elsewhere = between_processes(&path);
    let (mut lock, text) = read(&path)?;
    let changed = settle(&mut lock)?;
    if let Some(stream) = lock.streams.get_mut(code.stream) {
        changed.broken.iter().try_for_each(|key| unseal(package, stream, key))?;
        seal(package, stream, code)?;
    }
    let new = lock.to_text();
    if text.is_none_or(|text| text.replace("\r\n", "\n") != new) {
        write(package, &path, &new).map_err(|error| format!("write {}: {error}", path.display()))?;
    }
    Ok(changed)
}

/// Reads the sealed payloads of the package in the folder `package`, as far as the code knows their versions.
///
/// # Errors
/// At the first that is not what it was.
pub fn verify_sealed(package: &Path, code: &Code) -> Result<(), String> {
    let (lock, _) = read(&package.join(LOCK_FILE))?;
    lock.streams.get(code.stream).map_or(Ok(()), |stream| verify(package, stream, code))
}

/// The lock, empty where there is none, and its text.
pub(super) fn read(path: &Path) -> Result<(Lock, Option<String>), String> {
    let shown = path.display();
    match fs::read_to_string(path) {
        Ok(text) => match (conflict(&text), text.parse()) {
            (Some(line), _) => Err(report::conflict(&shown, line)),
            (None, Ok(lock)) => Ok((lock, Some(text))),
            (None, Err(error)) => Err(format!("{shown}, {error}\nfix: restore the file from version control")),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok((Lock::default(), None)),
        Err(error) => Err(format!("read {shown}: {error}")),
    }
}

/// What is to be done about a lock.
#[derive(Default)]
struct Changed {
    /// Whether it should be written.
    write: bool,
    /// The versions of which old payloads are of no use any more.
    broken: Vec<(String, u32)>,
    /// What is to be told although nothing is wrong.
    note: Option<String>,
}

/// Brings `lock` up to date as far as that is consented to.
fn settle(lock: &mut Lock, code: &Code, consent: &Consent, package: &Path) -> Result<Changed, String> {
    let others = moved_from(lock, code, package);
    let apart: BTreeMap<String, String> = match (&consent.breaking, others.first()) {
        (None, Some(other)) => return Err(report::moved(code, lock, other)),
        (None, None) => BTreeMap::new(),
        (Some(reason), _) => others.into_iter().map(|other| (other, reason.clone())).collect(),
    };
    let Some(stream) = lock.streams.get_mut(code.stream) else {
        if consent.ci && !consent.lock {
            return Err(report::not_locked(code));
        }
        lock.streams.insert(code.stream.to_owned(), LockedStream { apart, ..first(code) });
        return Ok(Changed { write: true, ..Changed::default() });
    };
    let findings = findings(stream, code);
    let breaks = findings.iter().any(Finding::breaks);
    match &consent.breaking {
        Some(reason) => apply(stream, &findings, code, reason),
        None if breaks || !(findings.is_empty() || consent.lock) => {
            return Err(report::report(stream, code, &findings));
        }
        None => apply(stream, &findings, code, ""),
    }
    let added = !stream.machines.contains_key(code.machine) && (consent.lock || !consent.ci);
    if added {
        stream.machines.insert(code.machine.to_owned(), code.locked.clone());
        stream.apart.extend(apart);
    }
    let unsealed = code.histories.is_some() && code.events.keys().any(|key| !stream.sealed.contains_key(key));
    let broken = findings.iter().filter(|finding| finding.breaks());
    Ok(Changed {
        write: added || !findings.is_empty() || unsealed && (consent.lock || !consent.ci),
        broken: broken.map(|finding| (finding.event.clone(), finding.version)).collect(),
        note: None,
    })
}

fn first(code: &Code) -> LockedStream {
    let machines = [(code.machine.to_owned(), code.locked.clone())].into();
    LockedStream { machines, events: code.events.clone(), ..LockedStream::default() }
}

/// Takes over what the code says; `reason` is for what breaks old logs.
fn apply(stream: &mut LockedStream, findings: &[Finding], code: &Code, reason: &str) {
    for finding in findings {
        let key = (finding.event.clone(), finding.version);
        match code.events.get(&key) {
            Some(event) => drop(stream.events.insert(key, event.clone())),
            None => drop(stream.events.remove(&key)),
        }
        if !matches!(finding.kind, Kind::New { .. }) {
            let Finding { event, version, .. } = finding.clone();
            stream.broken.push(Broken { event, version, reason: reason.to_owned() });
        }
    }
}

/// In one piece, for other tests read it meanwhile.
fn write(package: &Path, path: &Path, text: &str) -> io::Result<()> {
    let mut file = NamedTempFile::new_in(package)?;
    file.write_all(text.as_bytes())?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Temporary files are for their owner alone.
        file.as_file().set_permissions(fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path)?;
    // Past what a test's output is caught by: of tests that pass nobody sees it.
    writeln!(io::stderr(), "{} was written: commit it", path.display())
}

/// Held while the lock is written: tests run in processes of their own, too. Where it cannot be had, one may write what
/// another then writes over, which the next run finds.
fn between_processes(path: &Path) -> Option<File> {
    let name = format!("chronostack-{:016x}.lock", xxh3_64(path.as_os_str().as_encoded_bytes()));
    let file = File::create(env::temp_dir().join(name)).ok()?;
    file.lock().ok()?;
    Some(file)
}
