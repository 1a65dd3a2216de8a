//! Starts the three, clicks once, and shows what came of it.

use std::{
    env,
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    sync::Arc,
};

use chronostack::{
    causality::{Causality, Reach},
    cause::Cause,
    log::{FileLog, Log},
};

use crate::{Failure, client::Poster, web::Click};

/// More than any click leads to.
const EVENTS_MAX: usize = 1_000;

pub(crate) async fn click(folder: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(folder)?;
    let mut payments = Process::start(&["payments", &folder.display().to_string()])?;
    let payments_address = payments.line()?;
    let mut mailer = Process::start(&["mailer", &folder.display().to_string()])?;
    let mut web = Process::start(&["web", &folder.display().to_string(), &payments_address])?;
    let url = format!("http://{}/orders", web.line()?);

    let click = Click { order: "order-1".to_owned(), customer: "ann@example.org".to_owned(), cents: 4_200 };
    let placed: Cause = Poster::new().post(&url, &click).await?;
    mailer.line()?;
    for process in [web, payments, mailer] {
        process.end()?;
    }

    let logs = ["web", "payments", "mailer"].map(|service| folder.join(format!("{service}.chrono")));
    let open = |path| Ok::<_, Failure>(Arc::new(FileLog::options().read_only(true).open(path)?) as Arc<dyn Log>);
    let causality = Causality::of(logs.iter().map(open).collect::<Result<Vec<_>, _>>()?).await?;
    let chain = causality.excerpt(placed.id, Reach::Descendants, EVENTS_MAX).await?;
    println!("{chain}");
    if let Some(last) = chain.events.last() {
        println!("{}", causality.critical_path(last.meta.id).await?);
    }
    let logs = logs.map(|path| path.display().to_string()).join(" ");
    println!("The same from the logs: chronostack trace {logs} {}", placed.id);
    Ok(())
}

/// A process of this program's own, which ends when its standard input does.
struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(arguments: &[&str]) -> Result<Self, Failure> {
        let mut child =
            Command::new(env::current_exe()?).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let output = BufReader::new(child.stdout.take().ok_or("a process has no output")?);
        Ok(Self { child, output })
    }

    /// Waits for the next line that it prints.
    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        if line.is_empty() {
            return Err(format!("a process ended too soon: {}", self.child.wait()?).into());
        }
        Ok(line.trim_end().to_owned())
    }

    fn end(mut self) -> Result<(), Failure> {
        drop(self.child.stdin.take());
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(format!("a process ended with {status}").into()) }
    }
}
