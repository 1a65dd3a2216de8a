//! What an event takes on the disk.

use std::fs;

use chronostack::{
    Timestamp,
    log::{Commit, FileLog, Log, NewRecord, StreamAppend},
};
use pollster::block_on;

use super::sample::{kind, stream};

/// Bank events over five thousand accounts, in commits of a thousand as an import makes them.
#[test]
fn an_imported_event_of_20_bytes_takes_at_most_36() {
    const COMMITS: u64 = 50;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("log");
    let log = FileLog::open(&path).expect("the log opens");
    let kinds = ["bank.deposited", "bank.withdrawn"].map(kind);
    let mut random = fastrand::Rng::with_seed(7);
    let mut time = Timestamp::from_second(1_763_884_800).expect("a time");
    for _ in 0..COMMITS {
        let mut accounts: Vec<u64> = (0..5_000).collect();
        random.shuffle(&mut accounts);
        let streams = accounts[..1_000].iter().map(|account| {
            time += std::time::Duration::from_micros(random.u64(..5_000));
            let mut record = NewRecord::new(kinds[random.usize(..2)].clone(), vec![random.u8(..); 20], time);
            record.service = Some("bank".into());
            record.transition = Some("Open -> Open".into());
            StreamAppend {
                stream: stream(&format!("account-{account}")),
                expected: None,
                idempotency_key: None,
                records: vec![record],
            }
        });
        block_on(log.append(Commit { streams: streams.collect() })).expect("the commit is appended");
    }
    drop(log);
    let files = fs::read_dir(&path).expect("the log's folder").map(|entry| entry.expect("a file"));
    let bytes: u64 = files.map(|file| file.metadata().expect("its size").len()).sum();
    let events = COMMITS * 1_000;
    assert!(bytes <= 36 * events, "{bytes} bytes for {events} events");
}
