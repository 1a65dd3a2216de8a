//! `chronostack capture`

use std::{
    fs,
    io::Write,
    path::{Path, PathBuf},
};

use chronostack_query::{CaptureError, Captured, Redactor, Rule, capture};
use clap::Args;
use pollster::block_on;

use crate::{
    arguments::StreamArguments,
    asked::Asked,
    failure::Failure,
    machines::Machines,
    output::{Output, clean, counted},
};

/// Turn a recorded stream into a replay test: its events as a file for `replay_tests!`
///
/// What --redact takes out, and what the code marks as `sensitive`, is replaced such that the history goes as it went: the same transitions, states of the same shape, the same failure if
/// there is one, and fingerprints that are reproduced, or not, as the recorded ones. Where that cannot be, nothing is written.
#[derive(Args, Debug)]
pub(crate) struct Capture {
    #[command(flatten)]
    which: StreamArguments,
    /// The folder of histories, as `tests/histories/order`; made if it is not there
    #[arg(long, value_name = "FOLDER")]
    into: PathBuf,
    /// The file's name, without its ending; otherwise that of the stream
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Only the events up to this version
    #[arg(long, value_name = "V")]
    until: Option<u64>,
    /// Take out a field: by its name (`iban`), by a JSON Pointer with `*` for any (`/items/*/sku`), or `@stream`, `@actor`, `@service`, `@lane`,
    /// `@idempotencykey`, `@traceparent`. Texts become `redacted-1` and so on, the same text the same; `FIELD=VALUE` says what else, as JSON or text
    #[arg(long, value_name = "FIELD[=VALUE]")]
    redact: Vec<Rule>,
    /// Leave the fields that the code marks as `sensitive`, but for those that --redact names
    #[arg(long)]
    with_sensitive: bool,
    /// Write over a file that holds something else
    #[arg(long)]
    force: bool,
}

impl Capture {
    pub(crate) fn run(&self, machines: &Machines) -> Result<(), Failure> {
        let asked = Asked::find(&self.which, machines)?;
        let mut redactor = Redactor::new(self.redact.clone());
        if self.with_sensitive {
            redactor = redactor.with_sensitive();
        }
        let captured = capture(asked.log.as_ref(), asked.machine, &asked.stream, self.until, &mut redactor);
        let captured = block_on(captured)?;
        let name = self.name.clone().unwrap_or_else(|| file_name(captured.stream.id()));
        let file = self.into.join(format!("{name}.jsonl"));
        write(&file, &captured.lines, self.force)?;
        let mut output = Output::new();
        tell(&captured, &redactor, &file, asked.machine.spec().name, &self.into, &mut output)?;
        Ok(output.flush()?)
    }
}

/// What can name a file everywhere, and a test.
fn file_name(id: &str) -> String {
    id.chars().map(|char| if char.is_ascii_alphanumeric() || char == '-' { char } else { '_' }).collect()
}

fn write(file: &Path, lines: &str, force: bool) -> Result<(), Failure> {
    let held = fs::read_to_string(file);
    if held.is_ok_and(|held| held != lines) && !force {
        let message = format!("{} is there already, and holds something else", file.display());
        return Err(Failure::new(message).tip("give it another name with --name, or write over it with --force"));
    }
    let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, lines));
    written.map_err(|error| Failure::new(format!("failed to write {}: {error}", file.display())))
}

fn tell(
    captured: &Captured,
    redactor: &Redactor,
    file: &Path,
    machine: &str,
    folder: &Path,
    output: &mut Output,
) -> Result<(), Failure> {
    writeln!(output, "captured {} in {}", counted(captured.events, "event"), file.display())?;
    for (rule, count) in redactor.applied() {
        writeln!(output, "  redacted {}: {}", clean(rule), counted(count, "value"))?;
    }
    if redactor.sensitive() > 0 {
        writeln!(output, "  redacted what the code marks as sensitive: {}", counted(redactor.sensitive(), "value"))?;
    }
    if let Some(failure) = &captured.failure {
        writeln!(output, "its test fails until the code is mended: {}", clean(failure))?;
    }
    writeln!(output, "\nif no test reads that folder yet, this one does:\n")?;
    writeln!(output, "    chronostack::replay_tests!({machine}, {:?});", folder.display().to_string())?;
    Ok(())
}

impl From<CaptureError> for Failure {
    fn from(error: CaptureError) -> Self {
        let message = format!("failed to {error}");
        match error {
            CaptureError::Read(error) => error.into(),
            CaptureError::Export(error) => error.into(),
            CaptureError::Unused { nearest, .. } => Self::usage(message)
                .nearest(&nearest)
                .tip("a rule that takes nothing out hides nothing, so nothing was written"),
            CaptureError::Rule { .. } => Self::usage(message),
            _ => Self::new(message).tip(
                "give the field a value with which it goes as it went: `--redact FIELD=VALUE`; nothing was written",
            ),
        }
    }
}
