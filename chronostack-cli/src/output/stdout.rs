//! Where the answer goes.

use std::io::{self, BufWriter, IsTerminal, Stdout, Write};

use anstream::AutoStream;
use anstyle::{AnsiColor, Style};
use serde::Serialize;

use crate::failure::Failure;

/// The head of a table.
pub(crate) const HEADER: Style = Style::new().bold().underline();
/// What is there for the eye to pass over.
pub(crate) const DIM: Style = Style::new().dimmed();
/// What a row is about.
pub(crate) const STRONG: Style = AnsiColor::Cyan.on_default();

/// Stdout: buffered, coloured where a terminal reads it and `NO_COLOR` does not forbid it.
pub(crate) struct Output {
    stream: BufWriter<AutoStream<Stdout>>,
    /// How many columns a line may take; `None` where no terminal reads it.
    pub(crate) columns: Option<usize>,
}

impl Output {
    pub(crate) fn new() -> Self {
        let stdout = io::stdout();
        let columns = columns(stdout.is_terminal());
        Self { stream: BufWriter::with_capacity(64 << 10, AutoStream::auto(stdout)), columns }
    }

    /// One JSON object, on a line of its own.
    pub(crate) fn json(&mut self, object: &impl Serialize) -> Result<(), Failure> {
        let line = serde_json::to_string(object)
            .map_err(|error| Failure::new(format!("failed to write the answer as JSON: {error}")))?;
        Ok(writeln!(self, "{line}")?)
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.stream.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// `COLUMNS` where it is set, else as many as the terminal has.
fn columns(terminal: bool) -> Option<usize> {
    let asked = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok()).filter(|columns| *columns > 0);
    let seen = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
    asked.or_else(|| if terminal { seen() } else { None })
}
