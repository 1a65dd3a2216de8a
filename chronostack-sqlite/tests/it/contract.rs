//! The log against the suite that every log must pass.

use chronostack::testing::log_contract;
use chronostack_sqlite::SqliteLog;

log_contract!(sqlite_log, {
    let folder = tempfile::tempdir().expect("a folder");
    move || SqliteLog::open(folder.path().join("log.sqlite")).expect("the log opens")
});
