//! One click, followed through three processes by what their logs hold.

use std::{
    io::Write,
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
    time::Duration,
};

use chronostack::{
    causality::{Causality, Excerpt, Reach, Seen},
    context::TraceParent,
    log::{FileLog, Log, ReadLimit},
};
use pollster::block_on;

const SERVICES: [&str; 3] = ["web", "payments", "mailer"];

fn logs(folder: &Path) -> Vec<Arc<dyn Log>> {
    let open =
        |service: &str| FileLog::options().read_only(true).open(folder.join(format!("{service}.chrono"))).unwrap();
    SERVICES.iter().map(|service| Arc::new(open(service)) as Arc<dyn Log>).collect()
}

fn seen<'a>(chain: &'a Excerpt, name: &str) -> &'a Seen {
    let mut found = chain.events.iter().filter(|seen| seen.kind.name == name);
    let one = found.next().unwrap_or_else(|| panic!("no {name} in\n{chain}"));
    assert!(found.next().is_none(), "more than one {name} in\n{chain}");
    one
}

/// What the command answers with, run in `folder` and given that to read.
fn chronostack(folder: &Path, arguments: &[&str], input: &str) -> String {
    // A package's tests know the path of its own programs only.
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../chronostack-cli/Cargo.toml");
    let mut child = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--manifest-path", manifest, "--bin", "chronostack", "--"])
        .args(arguments)
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "chronostack {}: {errors}", arguments.join(" "));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_click_is_followed_through_three_processes() {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_services")).arg("click").arg(folder.path()).output().unwrap();
    let (printed, errors) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert!(output.status.success(), "{errors}\n{printed}");

    let logs = logs(folder.path());
    let total: u64 = logs.iter().map(|log| block_on(log.head()).unwrap()).sum();
    let first = block_on(logs[0].read(1, ReadLimit::records(1))).unwrap().records.remove(0);
    assert_eq!(first.kind.name, "order.placed");
    let causality = block_on(Causality::of(logs)).unwrap();
    let chain = block_on(causality.excerpt(first.meta.id, Reach::Descendants, 1_000)).unwrap();

    assert_eq!(chain.events.len() as u64, total, "everything that any of them recorded came of the click:\n{chain}");
    assert!(printed.contains(&chain.to_string()), "what is printed is that chain:\n{printed}");
    for service in SERVICES {
        assert!(chain.events.iter().any(|seen| seen.meta.service.as_deref() == Some(service)), "{service}\n{chain}");
    }

    // What each waited for.
    let [placed, captured, paid, taken, sent] =
        ["order.placed", "charge.captured", "order.paid", "mail.taken", "mail.sent"].map(|name| seen(&chain, name));
    for (before, after) in [(placed, captured), (captured, paid), (paid, taken), (taken, sent)] {
        let (before, after) = (before.meta.id, after.meta.id);
        assert!(causality.happened_before(before, after).unwrap(), "{before} before {after}:\n{chain}");
        assert!(!causality.concurrent(before, after).unwrap());
    }
    assert!(paid.meta.causes.contains(&captured.meta.id), "web names the event that payments recorded");

    // One chain, in one trace, and no effect before its cause, by any clock.
    for seen in &chain.events {
        assert_eq!(seen.meta.correlation, placed.meta.id, "{chain}");
        let trace = |seen: &Seen| seen.meta.traceparent.as_deref().unwrap().parse::<TraceParent>().unwrap().trace_id();
        assert_eq!(trace(seen), trace(placed), "{chain}");
        for cause in chain.events.iter().filter(|cause| seen.meta.causes.contains(&cause.meta.id)) {
            let (cause, effect) = (&cause.meta, &seen.meta);
            if cause.id.log == effect.id.log {
                assert!((cause.logical, cause.position) < (effect.logical, effect.position), "{chain}");
            } else {
                assert!(cause.logical < effect.logical, "{chain}");
            }
        }
    }

    // The same in one log, into which the three were imported.
    let one = folder.path().join("one.chrono");
    let three = ["web.chrono", "payments.chrono", "mailer.chrono"];
    let exported = chronostack(folder.path(), &[&["export"], &three[..]].concat(), "");
    chronostack(folder.path(), &["import", "one.chrono"], &exported);
    let id = first.meta.id.to_string();
    let trace = |logs: &[&str]| {
        let arguments = [&["trace"], logs, &[&id, "--json"]].concat();
        let lines = chronostack(folder.path(), &arguments, "");
        lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect::<Vec<serde_json::Value>>()
    };
    let mut of_three = trace(&three);
    let mut of_one = trace(&["one.chrono"]);
    for event in of_three.iter_mut().chain(&mut of_one) {
        // Its place in the log that it is read from.
        event.as_object_mut().unwrap().remove("position").unwrap();
    }
    assert_eq!(of_one.len() as u64, total);
    assert_eq!(of_one, of_three);
    let imported = FileLog::options().read_only(true).open(one).unwrap();
    assert_eq!(block_on(imported.head()).unwrap(), total);

    // Who was slow, and who tried again.
    let retried = seen(&chain, "task.retried");
    assert_eq!(retried.meta.service.as_deref(), Some("mailer"));
    let path = block_on(causality.critical_path(sent.meta.id)).unwrap();
    let slowest = path.hops().max_by_key(|hop| hop.took).unwrap();
    assert_eq!(slowest.to.kind.name, "charge.captured", "{path}");
    assert!(slowest.took >= Duration::from_millis(150).try_into().unwrap(), "{path}");
    assert_eq!(slowest.to.meta.service.as_deref(), Some("payments"));
}
