//! Running this program under another one.

use std::process::Command;

use crate::fault::Result;

/// Whether `tool` can be run; if not, that is said.
pub(super) fn installed(tool: &str) -> bool {
    let ran = Command::new(tool).arg("--version").output();
    if let Err(error) = &ran {
        eprintln!("what needs {tool} is left out: {error}");
    }
    ran.is_ok()
}

/// What `command` wrote to its standard error, when it succeeded.
pub(super) fn errors_of(command: &mut Command) -> Result<String> {
    let done = command.output()?;
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    if done.status.success() { Ok(said) } else { Err(said.into()) }
}
