//! What is said while the steps run and when they are done.

use std::{
    io::{self, Write},
    time::{Duration, Instant},
};

/// The steps that are done, with their times.
pub(crate) struct Report {
    started: Instant,
    done: Vec<(String, Verdict, Duration)>,
}

/// How a step ended.
pub(crate) enum Verdict {
    /// It holds.
    Passed,
    /// It was not asked, for this reason.
    LeftOut(String),
    /// It does not hold, or could not be asked.
    Failed(String),
}

impl Default for Report {
    fn default() -> Self {
        Self { started: Instant::now(), done: Vec::new() }
    }
}

impl Report {
    /// Says that a step begins.
    pub(crate) fn open(&self, name: &str, what: &str) {
        println!("\n==> {name}: {what}    [{}]", seconds(self.started.elapsed()));
        // The step writes to the same place, past this program's buffer.
        let _ = io::stdout().flush();
    }

    /// Says how it ended, and remembers it. False when it failed.
    pub(crate) fn record(&mut self, name: &str, verdict: Verdict, took: Duration) -> bool {
        let passed = !matches!(verdict, Verdict::Failed(_));
        match &verdict {
            Verdict::Passed => println!("    {name}: passed in {}", seconds(took)),
            Verdict::LeftOut(_) => {}
            Verdict::Failed(how) => println!("    {name}: FAILED after {}: {how}", seconds(took)),
        }
        self.done.push((name.to_owned(), verdict, took));
        passed
    }

    /// The table of all steps and the closing line.
    pub(crate) fn close(&self, passed: bool) {
        println!("\n{}", self.table());
        let total = seconds(self.started.elapsed());
        match self.done.last() {
            Some((name, Verdict::Failed(_), _)) if !passed => {
                println!("xtask test: FAILED at `{name}` after {total}; what comes behind it was not run");
            }
            _ => println!("xtask test: all passed in {total}"),
        }
    }

    fn table(&self) -> String {
        let width = self.done.iter().map(|(name, ..)| name.len()).max().unwrap_or_default();
        let line = |(name, verdict, took): &(String, Verdict, Duration)| match verdict {
            Verdict::Passed => format!("    {name:width$}  {:>9}  passed\n", seconds(*took)),
            Verdict::LeftOut(reason) => format!("    {name:width$}  {:>9}  left out: {reason}\n", "-"),
            Verdict::Failed(how) => format!("    {name:width$}  {:>9}  FAILED: {how}\n", seconds(*took)),
        };
        self.done.iter().map(line).collect()
    }
}

fn seconds(time: Duration) -> String {
    format!("{:.1} s", time.as_secs_f64())
}
