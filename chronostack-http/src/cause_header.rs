//! The header `chronostack-cause`.

use std::fmt::Write;

use chronostack::cause::{Cause, Causes};
use http::{HeaderMap, HeaderName, HeaderValue, header::GetAll};

/// The header's name.
pub(crate) const NAME: HeaderName = HeaderName::from_static("chronostack-cause");

/// Causes that a request names at the most. Of more, the first are sent, and a request that names more is taken to have none.
pub const CAUSES_MAX: usize = 16;
/// A cause with all that is said about it is shorter: an id has at most 53 characters, a time 30.
const CAUSE_BYTES_MAX: usize = 192;

/// The header for these causes; `None` where there are none.
pub(crate) fn write(causes: &[Cause]) -> Option<HeaderValue> {
    if causes.len() > CAUSES_MAX {
        tracing::warn!(causes = causes.len(), sent = CAUSES_MAX, "a request names only its first causes");
    }
    let mut text = String::new();
    for Cause { id, correlation, logical, .. } in causes.iter().take(CAUSES_MAX) {
        let comma = if text.is_empty() { "" } else { ", " };
        let _ = write!(text, "{comma}{id}");
        let _ = correlation.map(|correlation| write!(text, ";correlation={correlation}"));
        let _ = logical.map(|logical| write!(text, ";logical={logical}"));
    }
    HeaderValue::try_from(text).ok().filter(|value| !value.is_empty())
}

/// The causes that a request names; none, with a warning, where the headers are malformed.
pub(crate) fn read(headers: &HeaderMap) -> Causes {
    parse(headers.get_all(NAME)).unwrap_or_else(|reason| {
        tracing::warn!(reason, "the header chronostack-cause of a request is ignored");
        Causes::default()
    })
}

fn parse(headers: GetAll<'_, HeaderValue>) -> Result<Causes, &'static str> {
    let mut causes = Vec::new();
    let mut bytes = 0;
    for header in headers {
        bytes += header.len();
        if bytes > CAUSES_MAX * CAUSE_BYTES_MAX {
            return Err("it is too long");
        }
        let text = header.to_str().map_err(|_| "it holds other characters than printable ASCII")?;
        for member in text.split(',').map(str::trim).filter(|member| !member.is_empty()) {
            if causes.len() == CAUSES_MAX {
                return Err("it names more causes than a request may");
            }
            causes.push(cause(member)?);
        }
    }
    Ok(causes.into())
}

fn cause(member: &str) -> Result<Cause, &'static str> {
    let id = |text: &str| text.parse().map_err(|_| "it names an id that is none");
    let mut parts = member.split(';').map(str::trim);
    let mut cause = Cause::from(id(parts.next().unwrap_or_default())?);
    for part in parts {
        match part.split_once('=') {
            Some(("correlation", text)) => cause.correlation = Some(id(text)?),
            Some(("logical", text)) => {
                cause.logical = Some(text.parse().map_err(|_| "it names a time that is none")?);
            }
            // What a later release adds.
            Some(_) => {}
            None => return Err("it has a part without `=`"),
        }
    }
    Ok(cause.received())
}
