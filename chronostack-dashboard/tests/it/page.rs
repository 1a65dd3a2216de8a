use axum::Router;
use chronostack_dashboard::router;

use crate::served::{sample, served};

#[test]
fn the_page_is_there_and_is_asked_for_once() {
    let served = served();
    let page = served.get("");
    assert_eq!((page.status, page.header("cache-control")), (200, "no-cache"));
    assert!(page.header("content-type").starts_with("text/html"));
    let again = served.get_with("", &[("if-none-match", page.header("etag"))]);
    assert_eq!((again.status, again.text.as_str()), (304, ""));
    assert_eq!(served.get_with("", &[("if-none-match", "\"other\"")]).status, 200);
    // What it names is there, as what it is, and relative.
    for (attribute, kind) in [("src=\"", "text/javascript"), ("href=\"", "")] {
        for name in page.text.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
            let name = name.strip_prefix("./").unwrap_or(name);
            assert!(!name.starts_with('/') && !name.contains("://"), "{name}");
            let file = served.get(name);
            assert_eq!(file.status, 200, "{name}");
            assert!(file.header("content-type").starts_with(kind) && !file.text.is_empty(), "{name}");
        }
    }
    for path in ["nothing.js", "../Cargo.toml", "%2e%2e/Cargo.toml", "index.html/x", "//evil.example"] {
        assert_eq!(served.get(path).status, 404, "{path}");
    }
}

#[test]
fn it_may_be_nested_below_any_path() {
    let router = Router::new()
        .nest("/a/debug", router(&sample()).token("t").build())
        .nest_service("/b", router(&sample()).token("t").build());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let base = format!("http://{}", listener.local_addr().unwrap());
    runtime.spawn(async { axum::serve(listener, router).await });
    let agent: ureq::Agent =
        ureq::Agent::config_builder().http_status_as_error(false).max_redirects(0).proxy(None).build().into();
    let get = |path: &str| {
        let response = agent.get(format!("{base}{path}")).header("authorization", "Bearer t").call().unwrap();
        let location = response.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), location)
    };
    assert_eq!(get("/a/debug?view=1"), (308, Some("debug/index.html?view=1".to_owned())));
    assert_eq!(get("/a/debug?view=1&token=t"), (303, Some("?view=1".to_owned())));
    assert_eq!(get("/a/debug/index.html"), (200, None));
    assert_eq!(get("/a/debug/api/log"), (200, None));
    assert_eq!(get("/b?view=1"), (308, Some("b/index.html?view=1".to_owned())));
    assert_eq!(get("/b/"), (200, None));
    assert_eq!(get("/b/api/log"), (200, None));
    assert_eq!(get("/elsewhere"), (404, None));
}
