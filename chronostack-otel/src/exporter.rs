//! From a log to a collector.

use std::{collections::HashMap, error::Error, sync::Arc};

use chronostack::{
    id::{EventId, LogId, StreamName},
    log::{Log, ReadError, ReadLimit, Record},
};
use opentelemetry_sdk::{
    Resource,
    trace::{SpanData, SpanExporter},
};

use crate::{
    error::ExportError,
    ids::{span_id, trace_id},
    imported::Imported,
    span::{Origin, span},
    task::{Part, part, rest_of_task, task_spans},
};

/// How many spans are sent at a time, as OpenTelemetry's own processor does.
const SPANS: usize = 512;

/// The name that OpenTelemetry gives to whoever has none.
const UNKNOWN: &str = "unknown_service";

/// Sends the events of a log to a collector, as spans.
pub struct LogExporter<E> {
    make: Box<dyn FnMut() -> Result<E, Box<dyn Error + Send + Sync>> + Send>,
    /// One for each service, for its name is the resource's, which an exporter has one of.
    exporters: HashMap<Arc<str>, E>,
    /// Of each log.
    imported: HashMap<LogId, Imported>,
}

impl<E: SpanExporter> LogExporter<E> {
    /// Has `make` make the exporters, one for each service that recorded events; the resource is then set to the service's name.
    pub fn new<F, M>(mut make: M) -> Self
    where
        M: FnMut() -> Result<E, F> + Send + 'static,
        F: Into<Box<dyn Error + Send + Sync>>,
    {
        Self { make: Box::new(move || make().map_err(Into::into)), exporters: HashMap::new(), imported: HashMap::new() }
    }

    /// Sends the events from position `from` on, at least up to the one that is the last now, and answers with the last one's position.
    ///
    /// An event that is not in this log, neither recorded there nor imported, is taken to be in the trace of the event that it led to.
    pub async fn export(&mut self, log: &dyn Log, from: u64) -> Result<u64, ExportError> {
        let mut from = from.max(1);
        let read = |from, source| ExportError::Read { from, source };
        let head = log.head().await.map_err(|source| read(from, source))?;
        while from <= head {
            let page = log.read(from, ReadLimit::records(SPANS)).await.map_err(|source| read(from, source))?;
            let Some(last) = page.records.last().map(|record| record.meta.position) else { break };
            let mut origins = Origins { log, imported: self.imported.entry(log.id()).or_default() };
            let mut batches = HashMap::<_, Vec<SpanData>>::new();
            for record in &page.records {
                let made = origins.spans_of(record).await.map_err(|source| read(from, source))?;
                let service = record.meta.service.clone().unwrap_or_else(|| UNKNOWN.into());
                batches.entry(service).or_default().extend(made);
            }
            for (service, batch) in batches {
                let sent = self.of(&service, from)?.export(batch).await;
                sent.map_err(|source| ExportError::Refused { from, source })?;
            }
            from = last + 1;
        }
        Ok(from - 1)
    }

    /// [`export`](Self::export), and then what is appended, until the log is closed or something fails.
    pub async fn follow(&mut self, log: &dyn Log, from: u64) -> Result<(), ExportError> {
        let mut last = self.export(log, from).await?;
        loop {
            match log.wait_past(last).await {
                Ok(_) => last = self.export(log, last + 1).await?,
                Err(ReadError::Closed) => return Ok(()),
                Err(source) => return Err(ExportError::Read { from: last + 1, source }),
            }
        }
    }

    fn of(&mut self, service: &str, from: u64) -> Result<&E, ExportError> {
        if !self.exporters.contains_key(service) {
            let no_exporter = |source| ExportError::NoExporter { from, service: service.to_owned(), source };
            let mut made = (self.make)().map_err(no_exporter)?;
            made.set_resource(&Resource::builder_empty().with_service_name(service.to_owned()).build());
            self.exporters.insert(service.into(), made);
        }
        Ok(&self.exporters[service])
    }
}

impl<E> std::fmt::Debug for LogExporter<E> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("LogExporter").field("services", &self.exporters.keys()).finish_non_exhaustive()
    }
}

/// A log, and where in it one looks for what led to an event.
struct Origins<'a> {
    log: &'a dyn Log,
    imported: &'a mut Imported,
}

impl Origins<'_> {
    /// The spans that `record` makes, if it makes any.
    async fn spans_of(&mut self, record: &Record) -> Result<Vec<SpanData>, ReadError> {
        match part(record) {
            None => Ok(vec![span(record, &self.all(record).await?)]),
            Some(Part::Within) => Ok(Vec::new()),
            Some(Part::End) => {
                let task = match stream(self.log, &record.meta.stream).await {
                    Err(ReadError::Archived { .. }) => return Ok(vec![rest_of_task(record)]),
                    task => task?,
                };
                let Some((start, rest)) = task.split_first() else { return Ok(Vec::new()) };
                Ok(task_spans(start, &self.all(start).await?, rest))
            }
        }
    }

    /// The spans of what led to `record`, in the order of its causes.
    async fn all(&mut self, record: &Record) -> Result<Vec<Origin>, ReadError> {
        let mut origins = Vec::with_capacity(record.meta.causes.len());
        for &event in &record.meta.causes {
            let elsewhere = Origin { trace: trace_id(&record.meta), span: span_id(event) };
            origins.push(self.of(event).await?.unwrap_or(elsewhere));
        }
        Ok(origins)
    }

    /// The span of an event, if this log holds it.
    async fn of(&mut self, event: EventId) -> Result<Option<Origin>, ReadError> {
        let log = self.log;
        let is_own = event.log == log.id();
        let position = if is_own { Some(event.position) } else { self.imported.position(log, event).await? };
        let Some(position) = position else { return Ok(None) };
        let page = match log.read(position, ReadLimit::records(1)).await {
            Err(ReadError::Archived { .. }) => return Ok(None),
            page => page?,
        };
        let Some(record) = page.records.into_iter().find(|record| record.meta.id == event) else { return Ok(None) };
        // A task's end is in the span that begins with its start.
        let begins = match part(&record) {
            Some(Part::End) => match log.read_stream(record.meta.stream.clone(), 1, ReadLimit::records(1)).await {
                Err(ReadError::Archived { .. }) => None,
                page => page?.records.into_iter().next(),
            },
            _ => None,
        };
        let meta = begins.unwrap_or(record).meta;
        Ok(Some(Origin { trace: trace_id(&meta), span: span_id(meta.id) }))
    }
}

/// All of a stream.
async fn stream(log: &dyn Log, name: &StreamName) -> Result<Vec<Record>, ReadError> {
    let mut records = Vec::new();
    loop {
        let from = records.len() as u64 + 1;
        let page = log.read_stream(name.clone(), from, ReadLimit::PAGE).await?;
        let more = page.more;
        records.extend(page.records);
        if !more {
            return Ok(records);
        }
    }
}
