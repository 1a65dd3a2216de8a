//! Running the program.

use std::{
    ffi::OsStr,
    path::Path,
    process::{Command, Stdio},
};

/// What a run of the program left.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program, with nothing of this shell in its environment that it looks at.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_chronostack"));
    for name in ["COLUMNS", "NO_COLOR", "CLICOLOR_FORCE", "CLICOLOR"] {
        command.env_remove(name);
    }
    command.env("TERM", "dumb").stdin(Stdio::null());
    command
}

/// Runs it in `folder`, with lines as wide as asked.
pub(crate) fn run<A: AsRef<OsStr>>(
    folder: &Path,
    columns: Option<usize>,
    arguments: impl IntoIterator<Item = A>,
) -> Ran {
    let mut command = program();
    command.current_dir(folder).args(arguments);
    if let Some(columns) = columns {
        command.env("COLUMNS", columns.to_string());
    }
    let output = command.output().expect("the program starts");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("it writes UTF-8");
    Ran { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

impl Ran {
    /// All of it, with what differs from run to run written as what it is.
    pub(crate) fn shown(&self, folder: &Path) -> String {
        let mut shown = format!("exit code {}\n", self.code.map_or_else(|| "none".to_owned(), |code| code.to_string()));
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                shown.extend(["--- ", name, "\n", &without_ids(&text.replace(&*folder.to_string_lossy(), "FOLDER"))]);
            }
        }
        shown
    }
}

/// The text with ids of logs, which are random, written as such.
fn without_ids(text: &str) -> String {
    let mut shown = String::new();
    let mut digits = String::new();
    for char in text.chars().chain(['\n']) {
        if char.is_ascii_hexdigit() {
            digits.push(char);
            continue;
        }
        shown.push_str(if digits.len() == 32 { "LOG-ID" } else { &digits });
        digits.clear();
        shown.push(char);
    }
    shown.pop();
    shown
}
