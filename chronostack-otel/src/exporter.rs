//! From a log to a collector.

use std::{collections::HashMap, error::Error, sync::Arc};

use chronostack::{
    id::EventId,
    log::{Log, ReadError, ReadLimit, Record},
};
use opentelemetry::trace::TraceId;
use opentelemetry_sdk::{
    Resource,
    trace::{SpanData, SpanExporter},
};

use crate::{
    error::ExportError,
    ids::trace_id,
    span::{Origin, span},
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
}

impl<E: SpanExporter> LogExporter<E> {
    /// Has `make` make the exporters, one for each service that recorded events; the resource is then set to the service's name.
    pub fn new<F, M>(mut make: M) -> Self
    where
        M: FnMut() -> Result<E, F> + Send + 'static,
        F: Into<Box<dyn Error + Send + Sync>>,
    {
        Self { make: Box::new(move || make().map_err(Into::into)), exporters: HashMap::new() }
    }

    /// Sends the events from position `from` on, up to the one that is the last now, and answers with its position.
    ///
    /// An event of another log is taken to be in the trace of the event that it led to.
    pub async fn export(&mut self, log: &dyn Log, from: u64) -> Result<u64, ExportError> {
        let mut from = from.max(1);
        let read = |from, source| ExportError::Read { from, source };
        let head = log.head().await.map_err(|source| read(from, source))?;
        while from <= head {
            let page = log.read(from, ReadLimit::records(SPANS)).await.map_err(|source| read(from, source))?;
            let Some(last) = page.records.last().map(|record| record.meta.position) else { break };
            let mut batches = HashMap::<_, Vec<SpanData>>::new();
            for record in page.records.iter().filter(|record| record.meta.position <= head) {
                let origins = origins(log, record).await.map_err(|source| read(from, source))?;
                let service = record.meta.service.clone().unwrap_or_else(|| UNKNOWN.into());
                batches.entry(service).or_default().push(span(record, &origins));
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

/// The causes of `record`, each with the trace that its span is in.
async fn origins(log: &dyn Log, record: &Record) -> Result<Vec<Origin>, ReadError> {
    let own = trace_id(&record.meta);
    let mut origins = Vec::with_capacity(record.meta.causes.len());
    for &event in &record.meta.causes {
        let trace = trace_of(log, event).await?.unwrap_or(own);
        origins.push(Origin { event, trace });
    }
    Ok(origins)
}

/// The trace of an event, if this log holds it where its id says.
async fn trace_of(log: &dyn Log, event: EventId) -> Result<Option<TraceId>, ReadError> {
    if event.log != log.id() {
        return Ok(None);
    }
    match log.read(event.position, ReadLimit::records(1)).await {
        Ok(page) => {
            Ok(page.records.first().filter(|record| record.meta.id == event).map(|record| trace_id(&record.meta)))
        }
        Err(ReadError::Archived { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
