//! The page: files that were built and stand in the program.

use axum::{
    extract::OriginalUri,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    response::{IntoResponse, Response},
};
use include_dir::{Dir, File, include_dir};
use xxhash_rust::xxh3::xxh3_64;

use crate::error::ApiError;

static PAGE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/page/dist");

/// The folder of the files whose names hold a hash of what is in them.
const HASHED: &str = "assets/";

/// Answers with a file of the page.
pub(crate) async fn answer(OriginalUri(outer): OriginalUri, method: Method, uri: Uri, headers: HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        return ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "the page can only be read").into_response();
    }
    let path = match uri.path().trim_start_matches('/') {
        // The paths in the page are relative: they need the slash at its end.
        "" if !outer.path().ends_with('/') => return to_folder(&outer),
        "" => "index.html",
        path => path,
    };
    match PAGE.get_file(path) {
        Some(file) => of_file(file, path, &headers),
        None => ApiError::not_found("there is no such page")
            .hint("the page stands at the path that the dashboard is nested at")
            .into_response(),
    }
}

/// Leads from `/debug` into it: to a name, since axum's `nest` does not answer `/debug/`.
fn to_folder(outer: &Uri) -> Response {
    let name = outer.path().rsplit('/').next().unwrap_or_default();
    let query = outer.query().map(|query| format!("?{query}")).unwrap_or_default();
    (StatusCode::PERMANENT_REDIRECT, [(header::LOCATION, format!("{name}/index.html{query}"))]).into_response()
}

fn of_file(file: &'static File<'static>, path: &str, headers: &HeaderMap) -> Response {
    let etag = format!("\"{:016x}\"", xxh3_64(file.contents()));
    let keep = if path.starts_with(HASHED) { "public, max-age=31536000, immutable" } else { "no-cache" };
    let told = [(header::CACHE_CONTROL, keep.to_owned()), (header::ETAG, etag.clone())];
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    if known.is_some_and(|known| known.split(',').any(|known| known.trim().trim_start_matches("W/") == etag)) {
        return (StatusCode::NOT_MODIFIED, told).into_response();
    }
    (told, [(header::CONTENT_TYPE, content_type(path))], file.contents()).into_response()
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
