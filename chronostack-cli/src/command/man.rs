//! `chronostack man`

use std::path::PathBuf;

use clap::{Args, Command};

use crate::failure::Failure;

/// Write a manual page for each command, chronostack.1 and so on, into a folder
#[derive(Args, Debug)]
#[command(hide = true)]
pub(crate) struct Man {
    /// The folder, which must be there
    into: PathBuf,
}

impl Man {
    pub(crate) fn run(&self, whole: Command) -> Result<(), Failure> {
        clap_mangen::generate_to(whole, &self.into).map_err(|error| {
            Failure::new(format!("failed to write manual pages into {}: {error}", self.into.display()))
        })
    }
}
