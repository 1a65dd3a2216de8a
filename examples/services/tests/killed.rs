//! The mailer is killed between taking a mail and sending it.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, ChildStdout, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use chronostack::{
    ChronoStack,
    causality::Reach,
    log::{FileLog, Log, ReadLimit},
    task::{Task, TaskStatus},
};
use pollster::block_on;

/// A process of the example, which is told to end by the end of its standard input.
struct Process {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Process {
    fn start(arguments: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_services"));
        let mut child = command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        Self { child, output }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        line.trim_end().to_owned()
    }

    fn end(mut self) {
        drop(self.child.stdin.take());
        assert!(self.child.wait().unwrap().success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        // One that ended already is not there to be killed.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The names of the events in a log that its service is writing to; none while it is not there.
fn events(path: &Path) -> Vec<String> {
    let Ok(log) = FileLog::options().read_only(true).open(path) else { return Vec::new() };
    let page = block_on(log.read(1, ReadLimit::PAGE)).unwrap();
    page.records.iter().map(|record| record.kind.name.clone()).collect()
}

fn click(address: &str) {
    let body = r#"{"order":"order-1","customer":"ann@example.org","cents":4200}"#;
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    let head = format!(
        "POST /orders HTTP/1.1\r\nhost: {address}\r\ncontent-type: application/json\r\ncontent-length: {length}"
    );
    write!(stream, "{head}\r\nconnection: close\r\n\r\n{body}").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
}

#[test]
fn a_mail_that_a_killed_mailer_had_taken_is_sent_by_the_next() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().display().to_string();
    let mut payments = Process::start(&["payments", &path]);
    let address = payments.line();
    let mut web = Process::start(&["web", &path, &address]);
    let mut mailer = Process::start(&["mailer", &path, "hangs"]);
    click(&web.line());

    let log = folder.path().join("mailer.chrono");
    let started = Instant::now();
    while !events(&log).iter().any(|name| name == "task.started") {
        assert!(started.elapsed() < Duration::from_secs(60), "the mailer takes no mail: {:?}", events(&log));
        thread::sleep(Duration::from_millis(5));
    }
    mailer.child.kill().unwrap();
    mailer.child.wait().unwrap();
    assert_eq!(events(&log), ["mail.taken", "task.started"]);

    let mut next = Process::start(&["mailer", &path]);
    assert_eq!(next.line(), "sent order-1");
    for process in [web, payments, next] {
        process.end();
    }
    let left = fs::read_dir(folder.path().join("mail.queue")).unwrap().count();
    assert_eq!(left, 0, "the mail is out of the queue");

    let stack = ChronoStack::open(&log).unwrap();
    let mut tasks: Vec<_> = block_on(stack.tasks()).unwrap();
    tasks.sort_by_key(|task| task.status);
    let statuses: Vec<TaskStatus> = tasks.iter().map(|task| task.status).collect();
    assert_eq!(statuses, [TaskStatus::Completed, TaskStatus::Interrupted]);
    assert!(matches!(&tasks[1].task, Task::Running { name, .. } if name == "smtp"), "{:?}", tasks[1]);

    // The history of the mail: taken once, tried in vain, and tried and sent by the next mailer.
    let causality = block_on(stack.causality()).unwrap();
    let page = block_on(stack.log().unwrap().read(1, ReadLimit::records(1))).unwrap();
    let taken = &page.records[0];
    let history = block_on(causality.excerpt(taken.meta.id, Reach::Descendants, 1_000)).unwrap();
    let names: Vec<&str> = history.events.iter().map(|seen| seen.kind.name.as_str()).collect();
    let count = |wanted: &str| names.iter().filter(|name| **name == wanted).count();
    assert_eq!((count("mail.taken"), count("task.started"), count("mail.sent")), (1, 2, 1), "{history}");
    assert_eq!(names.len(), events(&log).len(), "and nothing else stands in its log:\n{history}");
    let interrupted = history.events.iter().find(|seen| seen.meta.stream == tasks[1].stream).unwrap();
    let sent = history.events.iter().find(|seen| seen.kind.name == "mail.sent").unwrap();
    assert!(!causality.happened_before(interrupted.meta.id, sent.meta.id).unwrap(), "it led to nothing:\n{history}");
    block_on(stack.close()).unwrap();
}
