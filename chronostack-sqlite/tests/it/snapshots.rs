//! Snapshots in a table.

use chronostack::{
    codec::Codec,
    log::{Log, Snapshot, SnapshotKey},
};
use chronostack_sqlite::rusqlite::Connection;
use pollster::block_on;

use super::sample::{home, open, stream};

#[test]
fn a_damaged_snapshot_counts_as_absent() {
    let (_folder, path) = home();
    let log = open(&path);
    let snapshots = log.snapshots().expect("a place for snapshots");
    let snapshot = |version| Snapshot {
        key: SnapshotKey {
            log: log.id(),
            stream: stream("a"),
            machine: "Sample".to_owned(),
            state_schema: 1,
            fingerprint: 2,
            revision: 3,
        },
        version,
        position: version,
        codec: Codec::Postcard,
        state: vec![1, 2, 3],
    };
    for version in [100, 200] {
        block_on(snapshots.save(snapshot(version))).expect("kept");
    }
    let own = Connection::open(&path).expect("it opens");
    let select = "SELECT snapshot FROM chronostack_snapshots WHERE version = 200";
    let bytes: Vec<u8> = own.query_row(select, [], |row| row.get(0)).expect("read");
    let find = || block_on(snapshots.find(stream("a"), "Sample".to_owned(), 300)).expect("looked for");
    assert_eq!(find(), Some(snapshot(200)));
    for bit in 0..bytes.len() * 8 {
        let mut flipped = bytes.clone();
        flipped[bit / 8] ^= 1 << (bit % 8);
        own.execute("UPDATE chronostack_snapshots SET snapshot = ?1 WHERE version = 200", [flipped]).expect("changed");
        assert_eq!(find(), Some(snapshot(100)), "bit {bit}");
    }
}
