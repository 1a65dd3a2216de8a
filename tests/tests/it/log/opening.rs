//! What becomes of a log between being made and its first frame, and when it is closed.

use std::{
    io::ErrorKind,
    sync::Arc,
    task::{Context, Waker},
    thread,
    time::Duration,
};

use chronostack::log::{AppendError, FileLog, Log, OpenError};
use pollster::block_on;

use super::{
    sample::{all, append, commit},
    sim_disk::{Fault, SimDisk},
};

fn open(disk: &SimDisk) -> Result<FileLog, OpenError> {
    FileLog::options().segment_bytes(0).disk(Arc::new(disk.clone())).open("/a/b/log")
}

/// A process ends wherever it may while it makes a log in folders that are not there; the next one appends, and the power fails.
#[test]
fn the_folders_above_a_log_are_durable() {
    let mut random = fastrand::Rng::with_seed(1);
    for operation in 1.. {
        let disk = SimDisk::default();
        disk.plan(operation, Fault::Crash);
        drop(open(&disk));
        let next = disk.after_kill();
        let log = open(&next).expect("the next process opens it");
        let expected = append(&log, 0);
        let found = open(&next.after_power_loss(&mut random)).expect("it opens again");
        assert_eq!(all(&found).expect("read"), expected, "ended at operation {operation}");
        if !disk.has_failed() {
            assert!(operation > 8, "{operation} operations");
            break;
        }
    }
}

/// Its first commit fails in a new segment, which is then as full as one without frames can be.
#[test]
fn a_segment_without_frames_is_written_to_however_small_segments_are() {
    for restart in [false, true] {
        let disk = SimDisk::default();
        let log = open(&disk).expect("the log opens");
        // The segment is made and its header written; both it and the folder are synced.
        disk.plan(5, Fault::Error(ErrorKind::StorageFull));
        let failed = block_on(log.append(commit(0)));
        assert!(matches!(failed, Err(AppendError::Io { .. })), "{failed:?}");
        assert!(disk.paths().iter().any(|path| path.extension().is_some_and(|name| name == "segment")));
        let log = if restart {
            drop(log);
            open(&disk).expect("the log opens again")
        } else {
            log
        };
        append(&log, 1);
        append(&log, 2);
    }
}

#[test]
fn closing_a_poisoned_log_says_so_each_time() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    append(&log, 0);
    let log = {
        drop(log);
        FileLog::options().disk(Arc::new(disk.clone())).open("/a/b/log").expect("the log opens")
    };
    // The write of the batch, that of zeros ahead, and then the sync of both.
    disk.plan(3, Fault::Error(ErrorKind::Other));
    let poisoned = block_on(log.append(commit(1)));
    assert!(matches!(poisoned, Err(AppendError::Poisoned { .. })), "{poisoned:?}");
    for _ in 0..2 {
        let closed = block_on(log.close());
        assert!(matches!(closed, Err(AppendError::Poisoned { .. })), "{closed:?}");
    }
}

#[test]
fn whoever_closes_a_log_waits_for_its_writer() {
    let disk = SimDisk::default();
    let log = open(&disk).expect("the log opens");
    let held = disk.hold_syncs();
    let mut appending = log.append(commit(0));
    assert!(appending.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    disk.wait_for_sync();
    thread::scope(|scope| {
        let closing = [(); 2].map(|()| scope.spawn(|| block_on(log.close())));
        thread::sleep(Duration::from_millis(50));
        let early = closing.iter().any(thread::ScopedJoinHandle::is_finished);
        drop(held);
        assert!(!early, "the writer was at work");
        for closed in closing {
            closed.join().expect("no panic").expect("closed");
        }
    });
    block_on(appending).expect("it was under way");
}
