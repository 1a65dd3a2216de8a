//! The logs of this crate, against the suite that every log must pass.

use chronostack::{
    log::{FileLog, MemoryLog},
    testing::log_contract,
};

log_contract!(memory_log, MemoryLog::new);

log_contract!(file_log, {
    let folder = tempfile::tempdir().expect("a folder");
    move || FileLog::open(folder.path().join("log")).expect("the log opens")
});

log_contract!(file_log_that_keeps_nothing_in_memory, {
    let folder = tempfile::tempdir().expect("a folder");
    move || FileLog::options().cache_bytes(0).open(folder.path().join("log")).expect("the log opens")
});

// So that every commit starts a segment, and each dictionary anew.
log_contract!(file_log_of_small_segments, {
    let folder = tempfile::tempdir().expect("a folder");
    move || FileLog::options().segment_bytes(1).open(folder.path().join("log")).expect("the log opens")
});

log_contract!(file_log_of_compressed_segments, {
    let folder = tempfile::tempdir().expect("a folder");
    move || {
        let options = FileLog::options().segment_bytes(2_000).compress(true);
        options.open(folder.path().join("log")).expect("the log opens")
    }
});
