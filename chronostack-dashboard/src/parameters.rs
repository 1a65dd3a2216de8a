//! What stands behind the question mark.

use std::{convert::Infallible, fmt::Display, ops::RangeInclusive, str::FromStr};

use axum::{extract::FromRequestParts, http::request::Parts};
use chronostack::time::Timestamp;
use chronostack_query::StreamSelector;

use crate::error::ApiError;

/// The parameters of a request. A handler says [`only`](Self::only) which there may be, and takes each; a mistake is a 400 that names the parameter and
/// what it may be.
#[derive(Debug)]
pub(crate) struct Parameters {
    given: Vec<(String, String)>,
}

impl<S: Sync> FromRequestParts<S> for Parameters {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        Ok(Self::parse(parts.uri.query().unwrap_or_default()))
    }
}

impl Parameters {
    fn parse(query: &str) -> Self {
        Self { given: form_urlencoded::parse(query.as_bytes()).into_owned().collect() }
    }

    /// Refuses all parameters but these.
    pub(crate) fn only(&self, known: &[&str]) -> Result<(), ApiError> {
        match self.given.iter().find(|(name, _)| !known.contains(&name.as_str())) {
            None => Ok(()),
            Some((name, _)) => {
                let error = ApiError::bad_request(format!("there is no parameter `{}` here", short(name)));
                let known = known.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
                Err(error.hint(if known.is_empty() {
                    "there are none".to_owned()
                } else {
                    format!("there are {known}")
                }))
            }
        }
    }

    /// All values of a parameter that may be given more than once.
    pub(crate) fn all(&self, name: &'static str) -> impl Iterator<Item = &str> {
        self.given.iter().filter(move |(given, _)| given == name).map(|(_, value)| value.as_str())
    }

    /// A parameter, if it is given.
    pub(crate) fn text(&self, name: &str) -> Result<Option<&str>, ApiError> {
        let mut values = self.given.iter().filter(|(given, _)| given == name).map(|(_, value)| value.as_str());
        let value = values.next();
        match values.next() {
            None => Ok(value),
            Some(_) => Err(ApiError::bad_request(format!("`{name}` is given more than once"))),
        }
    }

    /// A parameter that must be given.
    pub(crate) fn required(&self, name: &str) -> Result<&str, ApiError> {
        self.text(name)?.ok_or_else(|| ApiError::bad_request(format!("`{name}` is missing")))
    }

    /// A parameter that is read by its type's own [`FromStr`]; `expected` says what it may be: "a time, as 2026-11-23T12:00:00Z".
    pub(crate) fn parsed<T: FromStr<Err: Display>>(&self, name: &str, expected: &str) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        text.parse().map(Some).map_err(|error| wrong(name, text, expected).hint(format!("{error}")))
    }

    /// [`parsed`](Self::parsed), of one that must be given.
    pub(crate) fn required_parsed<T: FromStr<Err: Display>>(&self, name: &str, expected: &str) -> Result<T, ApiError> {
        self.required(name)?;
        self.parsed(name, expected)?.ok_or_else(|| ApiError::bad_request(format!("`{name}` is missing")))
    }

    /// A time: in microseconds since 1970, or as RFC 3339 writes it.
    pub(crate) fn time(&self, name: &str) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let microseconds = text.parse().ok().and_then(|time| Timestamp::from_microsecond(time).ok());
        let time = microseconds.or_else(|| text.parse().ok());
        let expected = "a time: microseconds since 1970, or as 2026-11-23T12:00:00Z";
        time.map(Some).ok_or_else(|| wrong(name, text, expected))
    }

    /// One stream, or all of a kind.
    pub(crate) fn selector(&self, name: &str) -> Result<Option<StreamSelector>, ApiError> {
        self.parsed(name, "a stream (`order/order-1`) or a kind of streams (`order`)")
    }

    /// A whole number within bounds.
    pub(crate) fn number(&self, name: &str, within: RangeInclusive<u64>) -> Result<Option<u64>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let number = text.parse().ok().filter(|number| within.contains(number));
        let expected = match (within.start(), within.end()) {
            (least, &u64::MAX) => format!("a whole number from {least} on"),
            (least, most) => format!("a whole number from {least} to {most}"),
        };
        number.map(Some).ok_or_else(|| wrong(name, text, &expected))
    }

    /// One of these words.
    pub(crate) fn choice<T: Copy>(&self, name: &str, choices: &[(&str, T)]) -> Result<Option<T>, ApiError> {
        let Some(text) = self.text(name)? else { return Ok(None) };
        let words = || choices.iter().map(|(word, _)| *word).collect::<Vec<_>>().join(", ");
        let chosen = choices.iter().find(|(word, _)| *word == text).map(|(_, choice)| *choice);
        chosen.map(Some).ok_or_else(|| wrong(name, text, &format!("one of {}", words())))
    }
}

fn wrong(name: &str, text: &str, expected: &str) -> ApiError {
    ApiError::bad_request(format!("`{name}` is {:?}, and should be {expected}", short(text)))
}

/// As much of a text as a message needs.
fn short(text: &str) -> String {
    const CHARS: usize = 80;
    let mut short: String = text.chars().take(CHARS).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused<T: std::fmt::Debug>(answer: Result<T, ApiError>) -> String {
        format!("{:?}", answer.unwrap_err())
    }

    #[test]
    fn a_mistake_names_the_parameter_and_what_it_may_be() {
        let given = Parameters::parse("limit=0&reach=up&from=2&from=3&nmae=x&when=noon");
        assert!(
            refused(given.number("limit", 1..=1_000))
                .contains("`limit` is \\\"0\\\", and should be a whole number from 1 to 1000")
        );
        assert!(refused(given.choice("reach", &[("cone", ()), ("chain", ())])).contains("one of cone, chain"));
        assert!(refused(given.text("from")).contains("`from` is given more than once"));
        assert!(refused(given.required("id")).contains("`id` is missing"));
        assert!(refused(given.only(&["limit", "reach", "from", "when"])).contains("no parameter `nmae`"));
        assert!(refused(given.parsed::<u64>("when", "a position")).contains("should be a position"));
    }

    #[test]
    fn what_is_right_is_taken() {
        let given = Parameters::parse("stream=order%2F1&type=a&type=b+c&from=7");
        assert_eq!(given.required("stream").unwrap(), "order/1");
        assert_eq!(given.all("type").collect::<Vec<_>>(), ["a", "b c"]);
        assert_eq!(given.number("from", 1..=u64::MAX).unwrap(), Some(7));
        assert_eq!(given.number("until", 1..=u64::MAX).unwrap(), None);
        assert!(given.only(&["stream", "type", "from"]).is_ok());
    }
}
