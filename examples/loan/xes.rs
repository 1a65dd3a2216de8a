//! Reads an event log in XES (IEEE 1849), the exchange format of process mining: a trace a case, in it the events, each
//! a list of typed attributes.

use std::{
    io::{self, BufRead},
    path::Path,
};

use chronostack::Timestamp;
use chronostack_examples::open;
use quick_xml::{
    Reader, XmlVersion,
    events::{BytesStart, Event},
};

/// A case, as the file has it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Case {
    pub(crate) id: String,
    /// The amount asked for, in euros.
    pub(crate) amount: u64,
    /// In the order of the file.
    pub(crate) entries: Vec<Entry>,
}

/// An event of a case.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Entry {
    pub(crate) activity: String,
    pub(crate) lifecycle: String,
    pub(crate) time: Timestamp,
    /// Who did it; unknown for every tenth or so.
    pub(crate) resource: Option<String>,
}

/// A log that cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum XesError {
    #[error("read the log: {0}")]
    Io(#[from] io::Error),
    #[error("read the log at byte {offset}: {reason}")]
    Xml { offset: u64, reason: String },
    #[error("case {case}: no `{key}`, or none that can be read")]
    Attribute { case: String, key: &'static str },
}

/// Reads a file, compressed or not.
pub(crate) fn read_file(path: &Path) -> Result<Vec<Case>, XesError> {
    read(open(path)?)
}

/// Reads a log.
pub(crate) fn read(source: impl BufRead) -> Result<Vec<Case>, XesError> {
    let mut reader = Reader::from_reader(source);
    let mut parser = Parser::default();
    let mut buffer = Vec::new();
    loop {
        let event = reader.read_event_into(&mut buffer);
        let offset = reader.buffer_position();
        let invalid = |reason: String| XesError::Xml { offset, reason };
        match event.map_err(|error| invalid(error.to_string()))? {
            Event::Start(element) => {
                parser.attribute(&element).map_err(invalid)?;
                parser.open(&element);
            }
            Event::Empty(element) => parser.attribute(&element).map_err(invalid)?,
            Event::End(_) => parser.close()?,
            Event::Eof if parser.depth == 0 => return Ok(parser.cases),
            Event::Eof => return Err(invalid("the file ends inside an element".to_owned())),
            _ => {}
        }
        buffer.clear();
    }
}

/// Where the reader is: how deep, and what was found of the case and the event around.
#[derive(Default)]
struct Parser {
    depth: usize,
    trace: Option<Open>,
    event: Option<Open>,
    entries: Vec<Entry>,
    cases: Vec<Case>,
}

/// An element that is not closed yet.
struct Open {
    depth: usize,
    attributes: Vec<(String, String)>,
}

impl Parser {
    fn open(&mut self, element: &BytesStart<'_>) {
        self.depth += 1;
        let open = || Some(Open { depth: self.depth, attributes: Vec::new() });
        match element.name().as_ref() {
            "trace" => self.trace = open(),
            "event" if self.trace.is_some() => self.event = open(),
            _ => {}
        }
    }

    /// Keeps an attribute of the case or the event; attributes of attributes stand deeper and are passed over.
    fn attribute(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let Some(open) = self.event.as_mut().or(self.trace.as_mut()).filter(|open| open.depth == self.depth) else {
            return Ok(());
        };
        let (mut key, mut value) = (None, None);
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let text =
                attribute.normalized_value(XmlVersion::Explicit1_0).map_err(|error| error.to_string())?.into_owned();
            match attribute.key.as_ref() {
                "key" => key = Some(text),
                "value" => value = Some(text),
                _ => {}
            }
        }
        open.attributes.extend(key.zip(value));
        Ok(())
    }

    fn close(&mut self) -> Result<(), XesError> {
        if let Some(mut event) = self.event.take_if(|event| event.depth == self.depth) {
            let case = self.trace.as_ref().and_then(|trace| trace.get("concept:name")).unwrap_or("?").to_owned();
            let missing = |key| XesError::Attribute { case: case.clone(), key };
            self.entries.push(Entry {
                time: event
                    .get("time:timestamp")
                    .and_then(|text| text.parse().ok())
                    .ok_or_else(|| missing("time:timestamp"))?,
                activity: event.take("concept:name").ok_or_else(|| missing("concept:name"))?,
                lifecycle: event.take("lifecycle:transition").ok_or_else(|| missing("lifecycle:transition"))?,
                resource: event.take("org:resource"),
            });
        } else if let Some(mut trace) = self.trace.take_if(|trace| trace.depth == self.depth) {
            let id = trace.take("concept:name");
            let id = id.ok_or_else(|| XesError::Attribute { case: "?".to_owned(), key: "concept:name" })?;
            let amount = trace.get("AMOUNT_REQ").and_then(|text| text.parse().ok());
            let amount = amount.ok_or_else(|| XesError::Attribute { case: id.clone(), key: "AMOUNT_REQ" })?;
            self.cases.push(Case { id, amount, entries: std::mem::take(&mut self.entries) });
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }
}

impl Open {
    fn get(&self, key: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == key).map(|(_, value)| value.as_str())
    }

    fn take(&mut self, key: &str) -> Option<String> {
        self.attributes.iter_mut().find(|(known, _)| known == key).map(|(_, value)| std::mem::take(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: &str = r#"<?xml version="1.0"?>
        <log><global scope="trace"><string key="concept:name" value="UNKNOWN"/></global>
          <string key="a"><string key="concept:name" value="of the log"/></string>
          <trace>
            <string key="concept:name" value="17 &amp; 4"/><string key="AMOUNT_REQ" value="5000"/>
            <event>
              <string key="concept:name" value="A_SUBMITTED"><string key="concept:name" value="nested"/></string>
              <string key="lifecycle:transition" value="COMPLETE"/>
              <date key="time:timestamp" value="2011-10-30T02:30:00.000+02:00"/>
            </event>
          </trace>
        </log>"#;

    #[test]
    fn a_log_is_read_without_what_is_nested() {
        let cases = read(LOG.as_bytes()).unwrap();
        assert_eq!(cases.len(), 1);
        assert_eq!((cases[0].id.as_str(), cases[0].amount), ("17 & 4", 5000));
        let entry = &cases[0].entries[0];
        assert_eq!((entry.activity.as_str(), entry.lifecycle.as_str()), ("A_SUBMITTED", "COMPLETE"));
        assert_eq!(entry.time.to_string(), "2011-10-30T00:30:00Z");
        assert_eq!(entry.resource, None);
    }

    #[test]
    fn what_is_missing_is_named_with_its_case() {
        let text = LOG.replace("key=\"time:timestamp\"", "key=\"time\"");
        let error = read(text.as_bytes()).unwrap_err().to_string();
        assert_eq!(error, "case 17 & 4: no `time:timestamp`, or none that can be read");
        let error = read(LOG.split("</trace>").next().unwrap().as_bytes()).unwrap_err().to_string();
        assert!(error.contains("the file ends inside an element"), "{error}");
        assert!(read(LOG.replace("5000", "much").as_bytes()).unwrap_err().to_string().contains("AMOUNT_REQ"));
    }
}
