//! What ends a command before its end.

use std::{io, process::ExitCode};

use anstream::eprintln;
use anstyle::{AnsiColor, Style};
use chronostack::{
    interchange::ExportError,
    log::{AppendError, OpenError, ReadError},
    stack::LoadError,
};
use chronostack_query::QueryError;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const TIP: Style = AnsiColor::Green.on_default();

/// Why a command ended before its end: what is told, what to do about it, and the exit code.
#[derive(Debug)]
pub(crate) enum Failure {
    /// Nobody reads the output any more.
    Closed,
    /// All was said already.
    Unsound,
    /// The rest.
    Told { message: String, tips: Vec<String>, usage: bool },
}

impl Failure {
    /// What was asked for could not be done.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self::Told { message: message.into(), tips: Vec::new(), usage: false }
    }

    /// The command line names what is not there.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::Told { message: message.into(), tips: Vec::new(), usage: true }
    }

    /// Adds what to do about it.
    pub(crate) fn tip(mut self, tip: impl Into<String>) -> Self {
        if let Self::Told { tips, .. } = &mut self {
            tips.push(tip.into());
        }
        self
    }

    /// Adds names that come near, where there are some.
    pub(crate) fn nearest(self, nearest: &[String]) -> Self {
        match nearest {
            [] => self,
            names => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                self.tip(format!("did you mean {}?", names.join(" or ")))
            }
        }
    }

    /// Tells it, and answers with the exit code.
    pub(crate) fn tell(&self) -> ExitCode {
        match self {
            Self::Closed => ExitCode::SUCCESS,
            Self::Unsound => ExitCode::FAILURE,
            Self::Told { message, tips, usage } => {
                eprintln!("{ERROR}error:{ERROR:#} {message}");
                for (index, tip) in tips.iter().enumerate() {
                    let space = if index == 0 { "\n" } else { "" };
                    eprintln!("{space}  {TIP}tip:{TIP:#} {tip}");
                }
                if *usage { ExitCode::from(2) } else { ExitCode::FAILURE }
            }
        }
    }
}

impl From<io::Error> for Failure {
    /// An error of writing what was asked for.
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Closed,
            _ => Self::new(format!("failed to write the output: {error}")),
        }
    }
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        let failure = Self::new(format!("failed to {error}"));
        match error {
            ReadError::Corrupt { .. } => failure
                .tip("`chronostack verify LOG` lists all that is damaged; `chronostack events LOG --salvage` shows what is sound"),
            _ => failure,
        }
    }
}

impl From<OpenError> for Failure {
    fn from(error: OpenError) -> Self {
        let failure = Self::new(format!("failed to {error}"));
        match error {
            OpenError::Corrupt { .. } => failure
                .tip("`chronostack verify LOG` lists all that is damaged; `chronostack events LOG --salvage` shows what is sound"),
            OpenError::Locked { .. } => failure.tip("end that process, or import into a log of its own"),
            _ => failure,
        }
    }
}

impl From<AppendError> for Failure {
    fn from(error: AppendError) -> Self {
        Self::new(format!("failed to {error}"))
    }
}

impl From<ExportError> for Failure {
    fn from(error: ExportError) -> Self {
        Self::new(format!("failed to {error}"))
            .tip("`chronostack verify LOG` lists every event that is not what its schema says")
    }
}

impl From<QueryError> for Failure {
    fn from(error: QueryError) -> Self {
        match error {
            QueryError::Read(error) | QueryError::Load(LoadError::Read(error)) => error.into(),
            QueryError::Open(error) => error.into(),
            QueryError::Load(LoadError::NoSuchVersion { stream, version, actual }) => {
                Self::usage(format!("{stream} has no version {version}: its last is {actual}"))
            }
            QueryError::NoStream { stream, nearest } => Self::usage(format!("the log has no stream `{stream}`"))
                .nearest(&nearest)
                .tip("`chronostack streams LOG` lists them all"),
            QueryError::NoStreamKind { kind, nearest } => {
                Self::usage(format!("the log has no stream of the kind `{kind}`"))
                    .nearest(&nearest)
                    .tip("`chronostack stats LOG` lists the kinds")
            }
            QueryError::NoType { event, nearest } => Self::usage(format!("the log has no event of the type `{event}`"))
                .nearest(&nearest)
                .tip("`chronostack stats LOG` lists the types"),
            error => Self::new(format!("failed to {error}")),
        }
    }
}
