//! What to do about each difference.

use crate::{
    schema::{Change, Difference, Part},
    testing::lock::{
        code::Code,
        compare::{Finding, Kind},
        locked::LockedStream,
        rust,
    },
};

/// A paragraph for each event, and one for what may be accepted.
pub(super) fn advice(stream: &LockedStream, code: &Code, findings: &[Finding]) -> String {
    let mut text = String::new();
    for finding in findings.iter().filter(|finding| finding.breaks()) {
        text += &format!("\n{}\n", paragraph(stream, code, finding));
    }
    text += "\n";
    text += if findings.iter().any(Finding::breaks) {
        "If no log that matters holds it: CHRONOSTACK_UPDATE=break CHRONOSTACK_REASON=\"why\" cargo test\n\
         (CHRONOSTACK_UPDATE=lock accepts only what breaks nothing.)"
    } else {
        "fix: CHRONOSTACK_UPDATE=lock cargo test, and commit chronostack.lock"
    };
    text
}

fn paragraph(stream: &LockedStream, code: &Code, finding: &Finding) -> String {
    let Finding { event, version, kind } = finding;
    match kind {
        Kind::Changed { codecs, differences } => {
            let newest = stream.events.keys().filter(|(name, _)| name == event).map(|(_, v)| *v).max();
            if code.present.get(event) == Some(version) && newest == Some(*version) {
                let restore = if codecs.is_some() { String::new() } else { names(differences) };
                let upcast = rust::upcast(stream, code, event, *version);
                format!(
                    "{event} v{version}: {restore}give the new shape a new version, and keep the old one beside it:\n\n{upcast}"
                )
            } else {
                format!(
                    "{event} v{version}: an older version is what its bytes are, and nothing of it can change.\n\
                     Restore it as it was, and let `From` say what has changed:\n\n{}",
                    rust::types(stream, code, event, *version)
                )
            }
        }
        Kind::VersionGone { present } if present < version => format!(
            "{event} v{version}: the code is older than what was locked. Bring back the code of version {version}; logs may hold \
             its events."
        ),
        Kind::VersionGone { .. } => format!(
            "{event} v{version}: bring back its type, and name it in `upcast(..)` of the version that follows:\n\n{}",
            rust::types(stream, code, event, *version)
        ),
        Kind::EventGone { renamed: Some(name) } => format!(
            "{event} v{version}: restore the name on the type that is `{name}` now: `#[event(name = \"{event}\")]`. Rust names may \
             change, names on the wire may not."
        ),
        Kind::EventGone { renamed: None } => format!(
            "{event} v{version}: bring back its type, and mark its handler `#[retired]`, which folds what is stored and refuses what \
             is new:\n\n{}",
            rust::types(stream, code, event, *version)
        ),
        Kind::New { .. } => String::new(),
    }
}

/// What undoes a renaming, which most often was meant for Rust alone.
fn names(differences: &[Difference]) -> String {
    let last = |path: &str| path.rsplit(['.', ':']).next().unwrap_or(path).to_owned();
    let renamed = differences.iter().filter_map(|Difference { path, part, change }| match change {
        Change::Renamed { current } => {
            let part = if *part == Part::Variant { "variant" } else { "field" };
            Some(format!("`#[serde(rename = \"{}\")]` on the {part} `{current}`", last(path)))
        }
        _ => None,
    });
    let renamed: Vec<String> = renamed.collect();
    match (renamed.is_empty(), renamed.len() == differences.len()) {
        (true, _) => String::new(),
        (false, true) => format!("restore the name on the wire: {}.\nOr ", renamed.join(", ")),
        (false, false) => format!("restore what was only renamed: {}.\nThen ", renamed.join(", ")),
    }
}
