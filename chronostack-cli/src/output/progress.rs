//! How far long work has come.

use std::{io::IsTerminal, time::Duration};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar on stderr, where a terminal shows it and the answer does not go to the same one. It is drawn ten times a second at most.
pub(crate) struct Progress(ProgressBar);

impl Progress {
    /// A bar for `total` of `what`; where the total is not known, a count.
    pub(crate) fn new(what: &'static str, total: Option<u64>) -> Self {
        Self::drawn(what, total, std::io::stdout().is_terminal())
    }

    /// One for a command that answers only at its end, so that bar and answer do not meet.
    pub(crate) fn before_answer(what: &'static str, total: Option<u64>) -> Self {
        Self::drawn(what, total, false)
    }

    fn drawn(what: &'static str, total: Option<u64>, hidden: bool) -> Self {
        let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr_with_hz(10) };
        let bar = ProgressBar::with_draw_target(total, target).with_message(what);
        let template = match total {
            Some(_) => "{bar:30} {percent:>3} %  {human_pos} of {human_len} {msg}, {eta} left",
            None => "{spinner} {human_pos} {msg}, {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        Self(bar)
    }

    /// So many are done.
    pub(crate) fn reach(&self, done: u64) {
        // A look at the clock for each of millions would be felt.
        if done.is_multiple_of(1_024) {
            self.set(done);
        }
    }

    /// So many are done, which is told seldom enough.
    pub(crate) fn set(&self, done: u64) {
        self.0.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
