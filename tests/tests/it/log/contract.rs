//! The logs of this crate, against the suite that every log must pass.

use chronostack::{log::MemoryLog, testing::log_contract};

log_contract!(memory_log, MemoryLog::new);
