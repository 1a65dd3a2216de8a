//! The peers that stand on sqlx. It needs another version of SQLite's bindings than rusqlite does, and one program can
//! hold only one: so they are a program of their own, in `benches/sqlx-peers`, which is built here and measures itself.

use std::{
    ffi::OsStr,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{fault::Result, measure::Reading};

/// cqrs-es on SQLite, by sqlite-es.
pub(crate) const CQRS_ES: &str = "cqrs-es";
/// evento on SQLite.
pub(crate) const EVENTO: &str = "evento";

/// The program.
#[derive(Clone)]
pub(crate) struct OnSqlx {
    program: PathBuf,
}

impl OnSqlx {
    /// Builds it; `None`, and why, where that does not work, for then these peers are left out.
    pub(crate) fn build() -> Option<Self> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("sqlx-peers");
        let target = folder.join("../../target/sqlx-peers");
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let arguments = ["build", "--quiet", "--release", "--manifest-path"].map(OsStr::new);
        let built = Command::new(cargo)
            .args(arguments)
            .arg(folder.join("Cargo.toml"))
            .env("CARGO_TARGET_DIR", &target)
            .status();
        match built {
            Ok(status) if status.success() => {
                Some(Self { program: target.join("release/chronostack-bench-sqlx-peers") })
            }
            _ => {
                eprintln!("{CQRS_ES} and {EVENTO} on SQLite are left out, for they do not build");
                None
            }
        }
    }

    /// Lets `peer` do `workload` once, with the first accounts of the bank.
    pub(crate) fn run(&self, peer: &str, workload: &str, folder: &Path, accounts: u32) -> Result<Reading> {
        let arguments = [peer, workload].map(OsStr::new);
        let mut command = Command::new(&self.program);
        let done = command.args(arguments).arg(folder).arg(accounts.to_string()).output()?;
        if !done.status.success() {
            return Err(String::from_utf8_lossy(&done.stderr).into());
        }
        let said = String::from_utf8(done.stdout)?;
        let [nanoseconds, events, check] = said.split_whitespace().collect::<Vec<_>>()[..] else {
            return Err(format!("{peer} said {said:?}").into());
        };
        Ok(Reading::one(events.parse::<f64>()? / nanoseconds.parse::<f64>()? * 1e9, check.parse()?))
    }
}
