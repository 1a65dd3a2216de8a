//! ChronoStack measured beside what one would use instead: the same work, the same durability, in one run.

mod arguments;
mod bank;
mod data;
mod fault;
mod folding;
mod ledger;
mod measure;
mod paper;
mod peer;
mod report;
mod setup;
mod store;
mod wire;
mod workload;

use std::{path::Path, process::ExitCode};

use crate::{
    arguments::Arguments,
    fault::Result,
    setup::Setup,
    workload::{append, instructions, memory, open, syncs},
};

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let done = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        // Processes that workloads start.
        [open::FILL, contender, size, folder] => open::child(contender, size == "--quick", Path::new(folder)),
        [memory::MEASURED, streams, folder] => filled(streams, folder),
        [syncs::APPEND, contender, accounts, folder] => watched(contender, accounts, folder),
        [instructions::FOLD, contender, repeats] => counted(contender, repeats),
        _ => match Arguments::parse(arguments) {
            Ok(None) => {
                print!("{}", arguments::help());
                Ok(())
            }
            Ok(Some(arguments)) => run(arguments),
            Err(message) => {
                eprintln!("chronostack-bench: {message}\n\n{}", arguments::help());
                return ExitCode::from(2);
            }
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("chronostack-bench: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: Arguments) -> Result<()> {
    let setup = Setup::new(arguments)?;
    for workload in &setup.arguments.workloads {
        setup.arguments.format.print(&workload.run(&setup)?);
    }
    Ok(())
}

fn filled(streams: &str, folder: &str) -> Result<()> {
    memory::child(streams.parse()?, Path::new(folder))
}

fn watched(contender: &str, accounts: &str, folder: &str) -> Result<()> {
    append::child(contender, accounts.parse()?, Path::new(folder))
}

fn counted(contender: &str, repeats: &str) -> Result<()> {
    instructions::child(contender, repeats.parse()?)
}
