//! One click through three processes: a web API, payments and a mailer, each with a log of its own. They talk over HTTP and over a queue; payments
//! asks a slow bank, and the mailer's first attempt fails.
//!
//! ```text
//! cargo run -p chronostack-example-services
//! ```
//!
//! starts all three, clicks once, and prints what the click led to, out of the three logs. Nowhere in this program is an id handed on: a request
//! carries the context in its headers, a message in its envelope, and what is recorded takes its causes from there.

mod click;
mod client;
mod mail;
mod mailer;
mod orders;
mod payments;
mod process;
mod queue;
mod web;

use std::{env, error::Error, path::PathBuf, process::ExitCode};

use crate::mailer::Server;

/// What anything here may fail with.
type Failure = Box<dyn Error + Send + Sync>;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    match run(&arguments.iter().map(String::as_str).collect::<Vec<_>>()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("services: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: &[&str]) -> Result<(), Failure> {
    match arguments {
        [] => click::click(&env::temp_dir().join(format!("chronostack-services-{}", std::process::id()))).await,
        ["click", folder] => click::click(&PathBuf::from(folder)).await,
        ["web", folder, payments] => web::run(folder.as_ref(), payments).await,
        ["payments", folder] => payments::run(folder.as_ref()).await,
        ["mailer", folder] => mailer::run(folder.as_ref(), Server::Greylists).await,
        ["mailer", folder, "hangs"] => mailer::run(folder.as_ref(), Server::Hangs).await,
        other => Err(format!("no such command: {}; try it without, or with `click FOLDER`", other.join(" ")).into()),
    }
}
