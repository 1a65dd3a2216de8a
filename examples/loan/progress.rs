//! How far it is, on standard error: one line, rewritten; nothing where nobody watches.

use std::{
    io::{IsTerminal, Write, stderr},
    time::{Duration, Instant},
};

/// Counts up to a known total.
pub(crate) struct Progress {
    what: &'static str,
    total: u64,
    started: Instant,
    shown: Option<Instant>,
}

impl Progress {
    pub(crate) fn new(what: &'static str, total: u64) -> Self {
        Self { what, total, started: Instant::now(), shown: None }
    }

    /// Shows `count`, ten times a second at most.
    pub(crate) fn show(&mut self, count: u64) {
        const PAUSE: Duration = Duration::from_millis(100);
        if stderr().is_terminal() && self.shown.is_none_or(|shown| shown.elapsed() > PAUSE) {
            self.shown = Some(Instant::now());
            let percent = count * 100 / self.total.max(1);
            eprint!(
                "\r{}: {count} of {} ({percent} %), {:.0} s ",
                self.what,
                self.total,
                self.started.elapsed().as_secs_f64()
            );
            // A progress that cannot be shown is no reason to stop.
            let _ = stderr().flush();
        }
    }

    /// Wipes the line.
    pub(crate) fn done(&self) {
        if self.shown.is_some() {
            eprint!("\r{:60}\r", "");
        }
    }
}
