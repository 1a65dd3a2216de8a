//! `chronostack completions`

use std::io::Write;

use clap::{Args, Command};
use clap_complete::{Shell, generate};

use crate::{failure::Failure, output::Output};

/// Write a script that lets a shell complete commands and options
///
/// bash: chronostack completions bash > ~/.local/share/bash-completion/completions/chronostack
///
/// zsh: chronostack completions zsh > a folder of $fpath, as the file _chronostack
///
/// fish: chronostack completions fish > ~/.config/fish/completions/chronostack.fish
#[derive(Args, Debug)]
#[command(verbatim_doc_comment)]
pub(crate) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(crate) fn run(&self, mut whole: Command) -> Result<(), Failure> {
        let name = whole.get_name().to_owned();
        let mut script = Vec::new();
        generate(self.shell, &mut whole, name, &mut script);
        let mut output = Output::new();
        output.write_all(&script)?;
        Ok(output.flush()?)
    }
}
