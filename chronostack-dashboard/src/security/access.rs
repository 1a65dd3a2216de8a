//! Who may ask.

use std::{fmt::Write, io};

use axum::http::{HeaderMap, header};
use subtle::ConstantTimeEq;

use crate::security::host::Hosts;

/// Who may ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Access {
    hosts: Hosts,
    token: Option<String>,
}

/// The cookie that a browser keeps the token in.
const COOKIE: &str = "chronostack-token";

impl Access {
    pub(crate) fn allow_host(&mut self, host: &str) {
        self.hosts.allow(host);
    }

    pub(crate) fn set_token(&mut self, token: String) {
        // An address is not a name that somebody else can have stand for this machine, and who has the token may use it.
        self.hosts.allow_addresses();
        self.token = Some(token);
    }

    pub(crate) fn has_token(&self) -> bool {
        self.token.is_some()
    }

    /// What stands behind the page's address for the browser to get the token.
    pub(crate) fn token_query(&self) -> String {
        let query = |token: &String| {
            form_urlencoded::Serializer::for_suffix("?".to_owned(), 1).append_pair("token", token).finish()
        };
        self.token.as_ref().map(query).unwrap_or_default()
    }

    pub(super) fn hosts(&self) -> &Hosts {
        &self.hosts
    }

    /// Whether `token` is the one that is asked for.
    pub(super) fn is_token(&self, token: &str) -> bool {
        self.token.as_deref().is_some_and(|ours| ours.as_bytes().ct_eq(token.as_bytes()).into())
    }

    /// Whether the request brings the token along, or none is asked for.
    pub(super) fn admits(&self, headers: &HeaderMap) -> bool {
        self.token.is_none()
            || bearer(headers).is_some_and(|token| self.is_token(token))
            || cookies(headers).any(|(name, token)| name == COOKIE && self.is_token(&decoded(token)))
    }

    /// The cookie that keeps the token: not for scripts, and sent with requests of this page alone.
    pub(super) fn cookie(&self) -> String {
        let token = self.token.as_deref().unwrap_or_default();
        let value: String = form_urlencoded::byte_serialize(token.as_bytes()).collect();
        format!("{COOKIE}={value}; HttpOnly; SameSite=Strict; Path=/")
    }
}

/// A token that nobody guesses: 128 random bits.
pub(crate) fn random_token() -> io::Result<String> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|error| io::Error::other(error.to_string()))?;
    Ok(bytes.iter().fold(String::new(), |mut token, byte| {
        // A `String` takes all that is written.
        let _ = write!(token, "{byte:02x}");
        token
    }))
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookies(headers: &HeaderMap) -> impl Iterator<Item = (&str, &str)> {
    let texts = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    texts.flat_map(|text| text.split(';')).filter_map(|cookie| cookie.trim().split_once('='))
}

/// A value as it was before it was written into a cookie.
fn decoded(value: &str) -> String {
    form_urlencoded::parse(value.as_bytes()).next().map(|(value, _)| value.into_owned()).unwrap_or_default()
}
