//! What is asked of the program.

use std::{
    ffi::OsString,
    path::{Path, PathBuf},
};

pub(crate) const USAGE: &str = "usage: loan [FILE.xes[.gz]] [--log FOLDER] [--serve [--port PORT] [--planted-bug]]";

/// What is asked of the program.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    /// The file of the cases; a small log of the program's own making where none is named.
    pub(crate) file: Option<PathBuf>,
    /// The folder of the log. It stays, to be looked at.
    pub(crate) log: PathBuf,
    pub(crate) serve: bool,
    pub(crate) port: u16,
    pub(crate) planted_bug: bool,
}

impl Arguments {
    /// `None` where they are not what there is.
    pub(crate) fn parse(given: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let log = Path::new(env!("CARGO_MANIFEST_DIR")).with_file_name("target/loan.chrono");
        let mut arguments = Self { file: None, log, serve: false, port: 4780, planted_bug: false };
        let mut given = given.into_iter();
        while let Some(argument) = given.next() {
            match argument.to_str() {
                Some("--serve") => arguments.serve = true,
                Some("--planted-bug") => arguments.planted_bug = true,
                Some("--log") => arguments.log = given.next()?.into(),
                Some("--port") => arguments.port = given.next()?.to_str()?.parse().ok()?,
                Some(option) if option.starts_with('-') => return None,
                _ if arguments.file.is_none() => arguments.file = Some(argument.into()),
                _ => return None,
            }
        }
        // The rules with the bug are there to be looked at.
        (arguments.serve || !arguments.planted_bug).then_some(arguments)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Option<Arguments> {
        Arguments::parse(text.split_whitespace().map(OsString::from))
    }

    #[test]
    fn what_is_asked_is_understood() {
        let asked = parse("cases.xes --serve --port 0 --log x.chrono --planted-bug").unwrap();
        assert_eq!((asked.file, asked.log), (Some("cases.xes".into()), "x.chrono".into()));
        assert_eq!((asked.serve, asked.port, asked.planted_bug), (true, 0, true));
        assert!(!parse("").unwrap().serve);
        for wrong in ["a.xes b.xes", "--sevre", "--serve --port", "--serve --port 70000", "--log", "--planted-bug"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
