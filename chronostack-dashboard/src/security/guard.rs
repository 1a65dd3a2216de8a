//! What every request passes, and what every answer carries.

use std::sync::Arc;

use axum::{
    extract::{OriginalUri, Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

use crate::{error::ApiError, security::access::Access};

/// What a browser may do with an answer: run, show and ask for what is here, and nothing else.
const POLICIES: [(HeaderName, &str); 5] = [
    (
        header::CONTENT_SECURITY_POLICY,
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; \
         base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    ),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

const FETCH_SITE: &str = "sec-fetch-site";
const FETCH_MODE: &str = "sec-fetch-mode";

/// Lets a request pass that may be answered, and says with the answer what a browser may do with it.
pub(crate) async fn guard(
    State(access): State<Arc<Access>>,
    OriginalUri(uri): OriginalUri,
    request: Request,
    next: Next,
) -> Response {
    let mut response = match check(&access, &uri, &request) {
        Passed::On => next.run(request).await,
        Passed::Back(response) => response,
    };
    let headers = response.headers_mut();
    for (name, policy) in POLICIES {
        headers.insert(name, HeaderValue::from_static(policy));
    }
    // What a log holds is kept nowhere; the page's own files say for themselves how long they may be.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

enum Passed {
    On,
    Back(Response),
}

fn check(access: &Access, uri: &Uri, request: &Request) -> Passed {
    let (headers, of_api) = (request.headers(), is_of_api(request.uri()));
    let host = text(headers, header::HOST).or_else(|| uri.authority().map(axum::http::uri::Authority::as_str));
    if !host.is_some_and(|host| access.hosts().admits(host)) {
        let error = format!("requests for the host {:?} are not answered here", host.unwrap_or_default());
        return refused(
            error,
            "use localhost, or allow the host: `chronostack serve --allow-host`, `Dashboard::allow_host`",
        );
    }
    if !is_of_this_page(headers, host.unwrap_or_default(), !of_api && request.method() == Method::GET) {
        return refused("requests that the page of another site makes are not answered", "open this page by itself");
    }
    if let Some((token, rest)) = token_of(uri).filter(|_| !of_api && access.has_token()) {
        if !access.is_token(&token) {
            return refused(
                "the token is not the right one",
                "the program that serves this prints the address with it",
            );
        }
        let location = format!("?{rest}");
        let back = [(header::SET_COOKIE, access.cookie()), (header::LOCATION, location)];
        return Passed::Back((StatusCode::SEE_OTHER, back).into_response());
    }
    // The page by itself tells nothing, and has to be there to say what is missing.
    if of_api && !access.admits(headers) {
        let error = ApiError::new(StatusCode::UNAUTHORIZED, "a token is needed");
        let error = error.hint("open the address that the program printed, with `?token=`; other clients send `Authorization: Bearer TOKEN`");
        return Passed::Back(([(header::WWW_AUTHENTICATE, "Bearer")], error).into_response());
    }
    Passed::On
}

fn refused(error: impl Into<String>, hint: &str) -> Passed {
    Passed::Back(ApiError::new(StatusCode::FORBIDDEN, error).hint(hint).into_response())
}

fn is_of_api(uri: &Uri) -> bool {
    uri.path() == "/api" || uri.path().starts_with("/api/")
}

/// Whether no other site's page makes the request, as far as its browser tells. A link to the page that stands elsewhere may be followed.
fn is_of_this_page(headers: &HeaderMap, host: &str, of_page: bool) -> bool {
    if let Some(origin) = text(headers, header::ORIGIN) {
        return origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    }
    let followed = of_page && headers.get(FETCH_MODE).is_some_and(|mode| mode == "navigate");
    match headers.get(FETCH_SITE) {
        None => true,
        Some(site) => site == "same-origin" || site == "none" || followed,
    }
}

fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    // A value that is no text is none that could be right.
    headers.get(name).map(|value| value.to_str().unwrap_or_default())
}

/// The token of a query, and the query without it.
fn token_of(uri: &Uri) -> Option<(String, String)> {
    let query = uri.query()?;
    let pairs = || form_urlencoded::parse(query.as_bytes());
    let token = pairs().find(|(name, _)| name == "token").map(|(_, token)| token.into_owned())?;
    let rest = pairs().filter(|(name, _)| name != "token");
    Some((token, form_urlencoded::Serializer::new(String::new()).extend_pairs(rest).finish()))
}
