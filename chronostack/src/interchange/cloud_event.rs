//! A recorded event without its Rust type, as a line of CloudEvents JSON holds it.

use std::{fmt::Display, str::FromStr, sync::Arc};

use serde_json::{Value, value::RawValue};

use crate::{
    id::EventId,
    interchange::{
        error::{ExportCause, ExportError, LineError},
        line::Line,
    },
    log::{EventKind, Record},
    meta::Meta,
    schema::{DynamicError, to_json_text},
};

const SPEC_VERSION: &str = "1.0";
const CONTENT_TYPE: &str = "application/json";
const SOURCE: &str = "urn:chronostack:";

/// A recorded event without its Rust type: what a line of CloudEvents 1.0 JSON holds.
#[derive(Clone, Debug)]
pub struct CloudEvent {
    /// Everything beside the payload.
    pub meta: Meta,
    /// The event type's name.
    pub name: String,
    /// The event type's version.
    pub version: u32,
    /// The payload as JSON.
    pub data: Box<RawValue>,
    /// What its type's payloads are, where the line tells it: that a log takes it in which does not know the type.
    pub kind: Option<Arc<EventKind>>,
}

impl CloudEvent {
    /// What a log's record holds.
    ///
    /// # Errors
    /// When the payload does not fit the schema that the log keeps for it.
    pub fn of_record(record: &Record) -> Result<Self, ExportError> {
        let kind = &record.kind;
        let json = to_json_text(&kind.schema, kind.codec, &record.payload);
        json.map_err(ExportCause::from)
            .and_then(|json| Self::new(record.meta.clone(), kind.name.clone(), kind.version, json))
            .map_err(|source| ExportError::new(&record.meta, &kind.name, source))
    }

    pub(super) fn new(meta: Meta, name: String, version: u32, json: String) -> Result<Self, ExportCause> {
        // A line is one line. In JSON line ends are white space, for inside of texts they are escaped.
        let json = if json.contains(['\n', '\r']) { json.replace(['\n', '\r'], " ") } else { json };
        let data =
            RawValue::from_string(json).map_err(|error| DynamicError::Json { offset: 0, reason: error.to_string() })?;
        Ok(Self { meta, name, version, data, kind: None })
    }

    /// The line, without the end of line.
    pub fn to_line(&self) -> String {
        let meta = &self.meta;
        let text = |text: &Option<Arc<str>>| text.as_ref().map(|text| text.to_string().into());
        let causes: Vec<String> = meta.causes.iter().map(EventId::to_string).collect();
        let line = Line {
            specversion: Some(SPEC_VERSION.into()),
            id: Some(meta.id.to_string().into()),
            source: Some(format!("{SOURCE}{}", meta.id.log).into()),
            event: Some(self.name.as_str().into()),
            subject: Some(meta.stream.as_str().into()),
            time: Some(meta.recorded_at.to_string().into()),
            datacontenttype: Some(CONTENT_TYPE.into()),
            position: Some(meta.position.into()),
            streamversion: Some(meta.version.into()),
            schemaversion: Some(self.version.into()),
            correlationid: Some(meta.correlation.to_string().into()),
            causationids: (!causes.is_empty()).then(|| causes.join(",").into()),
            occurredat: meta.occurred_at.map(|time| time.to_string().into()),
            logicaltime: (meta.logical.0 != meta.recorded_at).then(|| meta.logical.to_string().into()),
            actor: text(&meta.actor),
            service: text(&meta.service),
            lane: text(&meta.lane),
            traceparent: text(&meta.traceparent),
            transition: text(&meta.transition),
            idempotencykey: text(&meta.idempotency_key),
            fingerprint: meta.fingerprint.map(|fingerprint| fingerprint.to_string().into()),
            payloadschema: self
                .kind
                .as_ref()
                .and_then(|kind| serde_json::to_string(kind.as_ref()).ok())
                .map(Into::into),
            data: Some(&self.data),
        };
        // Texts, numbers, and JSON that stands already: nothing of it can be refused.
        serde_json::to_string(&line).unwrap_or_default()
    }

    /// Reads a line.
    ///
    /// # Errors
    /// When it is no JSON object of CloudEvents 1.0, or lacks what every recorded event has.
    pub fn parse(line: &str) -> Result<Self, LineError> {
        let line = members(line)?;
        let spec_version = required("specversion", line.specversion)?;
        if spec_version != SPEC_VERSION {
            return Err(invalid("specversion", &spec_version, format!("expected {SPEC_VERSION}")));
        }
        if let Some(content_type) = line.datacontenttype.filter(|content_type| !is_json(content_type)) {
            return Err(invalid("datacontenttype", &content_type, format!("expected {CONTENT_TYPE}")));
        }
        required("source", line.source)?;
        let id: EventId = parsed("id", &required("id", line.id)?)?;
        let stream = parsed("subject", &required("subject", line.subject)?)?;
        let recorded_at = parsed("time", &required("time", line.time)?)?;
        let version = number("schemaversion", line.schemaversion)?;

        let mut meta = Meta::new(id, stream, number("streamversion", line.streamversion)?, recorded_at);
        meta.position = number("position", line.position)?;
        let text = |text: Option<_>| text.as_deref().map(Arc::from);
        if let Some(correlation) = line.correlationid {
            meta.correlation = parsed("correlationid", &correlation)?;
        }
        if let Some(causes) = line.causationids {
            meta.causes =
                causes.split(',').map(|cause| parsed("causationids", cause.trim())).collect::<Result<_, _>>()?;
        }
        meta.occurred_at = line.occurredat.map(|time| parsed("occurredat", &time)).transpose()?;
        if let Some(logical) = line.logicaltime {
            meta.logical = parsed("logicaltime", &logical)?;
            if meta.logical.0 < recorded_at {
                return Err(invalid("logicaltime", &logical, format!("expected {recorded_at}, its `time`, or later")));
            }
        }
        meta.actor = text(line.actor);
        meta.service = text(line.service);
        meta.lane = text(line.lane);
        meta.traceparent = text(line.traceparent);
        meta.transition = text(line.transition);
        meta.idempotency_key = text(line.idempotencykey);
        meta.fingerprint = line.fingerprint.map(|fingerprint| parsed("fingerprint", &fingerprint)).transpose()?;
        let name = required("type", line.event)?.into_owned();
        let kind = line.payloadschema.map(|text| kind(&text, &name, version)).transpose()?;
        Ok(Self { meta, name, version, data: required("data", line.data)?.to_owned(), kind })
    }
}

/// The kind that a line tells, which must be that of its event.
fn kind(text: &str, name: &str, version: u32) -> Result<Arc<EventKind>, LineError> {
    let invalid = |reason: String| invalid("payloadschema", text, reason);
    let kind: EventKind = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    if (kind.name.as_str(), kind.version) != (name, version) {
        return Err(invalid(format!("it is that of `{}` version {}", kind.name, kind.version)));
    }
    Ok(Arc::new(kind))
}

fn members(line: &str) -> Result<Line<'_>, LineError> {
    // A derived `Deserialize` would take a list of the members' values as well.
    if !line.trim_start().starts_with('{') {
        return Err(LineError::Json { reason: "this is no JSON object".to_owned() });
    }
    // It is one line, so only the column says where.
    serde_json::from_str(line)
        .map_err(|error| LineError::Json { reason: error.to_string().replace(" at line 1 column ", " at column ") })
}

/// `application/json`, or a type that says that it is JSON too, whatever its parameters.
fn is_json(content_type: &str) -> bool {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == CONTENT_TYPE || essence.ends_with("+json")
}

fn required<T>(member: &'static str, value: Option<T>) -> Result<T, LineError> {
    value.ok_or(LineError::Missing { member })
}

/// A number, or its digits: for numbers past 2³¹ - 1 CloudEvents has only text.
fn number<T: TryFrom<u64>>(member: &'static str, value: Option<Value>) -> Result<T, LineError> {
    let value = required(member, value)?;
    let number = value.as_u64().or_else(|| value.as_str()?.parse().ok());
    number.and_then(|number| T::try_from(number).ok()).ok_or_else(|| {
        invalid(member, &value.to_string(), format!("expected a whole number of {} bits", 8 * size_of::<T>()))
    })
}

fn parsed<T: FromStr<Err: Display>>(member: &'static str, text: &str) -> Result<T, LineError> {
    text.parse().map_err(|error| invalid(member, text, error))
}

fn invalid(member: &'static str, value: &str, reason: impl Display) -> LineError {
    LineError::Invalid { member, value: value.to_owned(), reason: reason.to_string() }
}
