//! One click, followed through three processes by what their logs hold.

use std::{path::Path, process::Command, sync::Arc, time::Duration};

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

    // Who was slow, and who tried again.
    let retried = seen(&chain, "task.retried");
    assert_eq!(retried.meta.service.as_deref(), Some("mailer"));
    let path = block_on(causality.critical_path(sent.meta.id)).unwrap();
    let slowest = path.hops().max_by_key(|hop| hop.took).unwrap();
    assert_eq!(slowest.to.kind.name, "charge.captured", "{path}");
    assert!(slowest.took >= Duration::from_millis(150).try_into().unwrap(), "{path}");
    assert_eq!(slowest.to.meta.service.as_deref(), Some("payments"));
}
