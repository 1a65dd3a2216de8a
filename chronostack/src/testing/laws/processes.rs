//! Replaying in another process gives equal states.

use std::{
    collections::BTreeMap,
    env, fs,
    path::Path,
    process::{Command, Stdio},
};

use crate::{
    fingerprint::StateFingerprint,
    history::History,
    machine::{Reducer, SourcePlace},
    testing::suite::Suite,
};

/// Where the other process writes the fingerprints of its states; that it is set is what makes a process the other one.
const OUTPUT: &str = "CHRONOSTACK_DOUBLE_RUN";

/// What the other process has otherwise. It also has other hash seeds and, where the system lays out addresses at random, another layout.
/// The time zone is one that nobody lives in, written so that no data base is needed.
const ENVIRONMENT: [(&str, &str); 3] = [("TZ", "XCS-13:37"), ("LC_ALL", "tr_TR.UTF-8"), ("LANG", "tr_TR.UTF-8")];

/// The fingerprints of each version, by history.
type Fingerprints = BTreeMap<String, Vec<StateFingerprint>>;

pub(super) fn law<R: Reducer>(suite: &Suite<R>, test: &str) -> Result<(), String> {
    let here = fingerprints(suite);
    if let Some(output) = env::var_os(OUTPUT) {
        return fs::write(&output, written(&here)).map_err(|error| format!("write {}: {error}", output.display()));
    }
    if here.values().all(Vec::is_empty) {
        return Ok(());
    }
    let there = in_another_process(test)?;
    for (name, history) in suite.readable() {
        let (Some(here), Some(there)) = (here.get(name), there.get(name)) else {
            return Err(format!("the other process did not replay {name}.jsonl: have the tests been compiled anew?"));
        };
        if let Some(index) = (0..here.len().max(there.len())).find(|index| here.get(*index) != there.get(*index)) {
            return Err(format!("{}/{name}.jsonl: {}", suite.folder, differs(&history, index as u64 + 1)));
        }
    }
    Ok(())
}

/// The states of all recorded histories; none of a machine whose state has no known shape, for equal sets cannot be told from different lists
/// there.
fn fingerprints<R: Reducer>(suite: &Suite<R>) -> Fingerprints {
    let Some(fingerprinter) = R::machine().fingerprinter() else { return Fingerprints::new() };
    let of_history = |(name, history): (&str, History<R>)| {
        let fingerprints = history.steps().map_while(|step| fingerprinter.fingerprint(step.after()).ok());
        (name.to_owned(), fingerprints.collect())
    };
    suite.readable().map(of_history).collect()
}

fn in_another_process(test: &str) -> Result<Fingerprints, String> {
    let folder = tempfile::tempdir().map_err(|error| format!("make a folder: {error}"))?;
    let output = folder.path().join("fingerprints");
    // Behind the crate's name stands the one that the test has in its binary.
    let (_, test) = test.split_once("::").unwrap_or(("", test));
    let binary = env::current_exe().map_err(|error| format!("find this test's binary: {error}"))?;
    let mut command = Command::new(&binary);
    command.args([test, "--exact", "--test-threads=1"]).envs(ENVIRONMENT).env(OUTPUT, &output);
    let ran = command.stdout(Stdio::piped()).stderr(Stdio::piped()).output();
    let ran = ran.map_err(|error| format!("run {} again: {error}", binary.display()))?;
    read(&output).map_err(|error| {
        let said = String::from_utf8_lossy(&ran.stdout);
        format!("the replay in another process, `{} {test} --exact`, left no states: {error}\n{said}", binary.display())
    })
}

/// A line for each history: its name, and the fingerprints of its states.
fn written(fingerprints: &Fingerprints) -> String {
    let line = |(name, states): (&String, &Vec<StateFingerprint>)| {
        states.iter().fold(name.clone(), |line, state| format!("{line}\t{state}")) + "\n"
    };
    fingerprints.iter().map(line).collect()
}

fn read(output: &Path) -> Result<Fingerprints, String> {
    let text = fs::read_to_string(output).map_err(|error| error.to_string())?;
    let line = |line: &str| {
        let mut words = line.split('\t');
        let name = words.next().unwrap_or_default().to_owned();
        let states = words.map(|word| word.parse().map_err(|error| format!("`{word}`: {error}")));
        Ok((name, states.collect::<Result<_, String>>()?))
    };
    text.lines().map(line).collect()
}

fn differs<R: Reducer>(history: &History<R>, version: u64) -> String {
    let step = history.step(version).map(|step| format!("\n{step}")).unwrap_or_default();
    let transition = history.step(version).and_then(|step| step.transition());
    let rows = &R::machine().transitions;
    let row = transition.and_then(|transition| rows.iter().find(|row| row.handler == transition.handler));
    let handler = row.map_or_else(String::new, |row| {
        let SourcePlace { file, line } = row.place;
        format!(", behind `{}` at {file}:{line}", row.handler)
    });
    let other = ENVIRONMENT.map(|(name, value)| format!("{name}={value}")).join(" ");
    format!(
        "two processes make different states of version {version}{handler}: the reducer does not depend on events alone\n\
         the other process had other hash seeds and addresses, and {other}; in this one{step}"
    )
}
